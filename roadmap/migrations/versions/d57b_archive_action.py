"""Bound the action's length in the archive.

The export to the auditors has sixty characters for it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d57b_archive_action"
down_revision = "d57a_archive_history"

CHECK = "ck_activity_log_archive_action"

change = Change(
    day=57,
    engineer=JORDAN,
    kind=Kind.TYPE_CHANGE,
    mistake="type_change_rewrite",
    scripted="clean",
    expects=(Expect("lab:type_change_rewrite", table="activity_log_archive"),),
)


def clean() -> None:
    with committed():
        run(f"alter table activity_log_archive drop constraint if exists {CHECK}")
        run(f"alter table activity_log_archive add constraint {CHECK} check (length(action) <= 60) not valid")
    run(f"alter table activity_log_archive validate constraint {CHECK}")


def flawed() -> None:
    run("alter table activity_log_archive alter column action type varchar(60)")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    run(f"alter table activity_log_archive drop constraint {CHECK}")


def undo_flawed() -> None:
    run("alter table activity_log_archive alter column action type text")


downgrade = variants(undo_clean, undo_flawed)
