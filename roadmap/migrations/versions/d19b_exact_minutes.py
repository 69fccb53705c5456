"""Count fractions of a minute.

Customers who pay by the second want to see where the seconds go.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d19b_exact_minutes"
down_revision = "d19a_search_log_key"

TOTAL = "select coalesce(sum({0}), 0)::float8 as minutes, count(*) as entries from time_entries"
SAMPLE = "select issue_id from time_entries limit 1"
OF_ISSUE = " where issue_id = :issue_id"

change = Change(
    day=19,
    engineer=JORDAN,
    kind=Kind.TYPE_CHANGE,
    mistake="type_change_rewrite",
    expects=(Expect("lab:type_change_rewrite", table="time_entries"),),
    exercises=(
        Exercise(
            "GET",
            "/issues/<issue:issue_id>/time-entries/total",
            Query("time_entries.total", TOTAL.format("minutes") + OF_ISSUE, SAMPLE),
            persona="regular",
            weight=1,
            clean=Query("time_entries.total", TOTAL.format("minutes + fraction") + OF_ISSUE, SAMPLE),
            one=True,
        ),
    ),
)


def clean() -> None:
    run("alter table time_entries add column fraction numeric(4, 2) not null default 0")


def flawed() -> None:
    run("alter table time_entries alter column minutes type numeric(8, 2)")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    run("alter table time_entries drop column fraction")


def undo_flawed() -> None:
    run(
        "alter table time_entries drop constraint ck_time_entries_minutes,"
        " alter column minutes type integer using ceil(minutes)::integer,"
        " add constraint ck_time_entries_minutes check (minutes > 0)"
    )


downgrade = variants(undo_clean, undo_flawed)
