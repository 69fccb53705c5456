"""A count that reads everything it counts."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "count_on_every_request"
REF = ObjectRef("statement", "badge.read", table="badge")
STATEMENT = Statement("select count(*) from badge where user_id >= 0")
BETTER = Statement("select count(*) from (select from badge where user_id >= 0 limit 100) bounded")


def test_exact_count_is_found(filled: Run, find: Find) -> None:
    filled("badge")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_counted"] == 20_000


def test_bounded_count_is_not_found(filled: Run, find: Find) -> None:
    filled("badge")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
