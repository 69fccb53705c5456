"""Refuse time entries of no minutes.

The form has checked it all along; the import does not.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.labels import Expect
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d05b_minutes_positive"
down_revision = "d05a_recently_updated"

change = Change(
    day=5,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="add_check_validated_at_once",
    expects=(Expect("lab:add_check_validated_at_once", table="time_entries"),),
)


def clean() -> None:
    with committed():
        run("alter table time_entries drop constraint if exists ck_time_entries_minutes")
        run("alter table time_entries add constraint ck_time_entries_minutes check (minutes > 0) not valid")
    run("alter table time_entries validate constraint ck_time_entries_minutes")


def flawed() -> None:
    run("alter table time_entries add constraint ck_time_entries_minutes check (minutes > 0)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table time_entries drop constraint ck_time_entries_minutes")
