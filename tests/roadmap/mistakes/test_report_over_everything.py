"""A report that reads its whole history, beside one that reads what was kept of it."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "report_over_everything"
REF = ObjectRef("statement", "history.by_day", table="history")
STATEMENT = Statement("select created_at::date as day, count(*) from history group by 1 order by 1")
BETTER = Statement("select day, entries from history_days order by 1")
KEPT = (
    "drop table if exists history_days",
    "create table history_days as select created_at::date as day, count(*) as entries"
    " from history group by 1",
)


def test_report_that_counts_all_rows_is_found(filled: Run, find: Find) -> None:
    filled("history", *KEPT)
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert (outcome.figures["rows_read"], outcome.figures["rows_returned"]) == (20_000, 14)


def test_report_that_reads_kept_sums_is_not_found(filled: Run, find: Find) -> None:
    filled("history", *KEPT)
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None


def test_list_of_as_many_rows_as_it_reads_is_not_found(filled: Run, find: Find) -> None:
    filled("history", *KEPT)
    listed = Statement("select id from history")
    kept = Statement("select i from generate_series(1, 20000) i")
    assert find(SLUG, REF, statement=listed, better=kept) is None
