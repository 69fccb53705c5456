"""Counting is not asking whether."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "counting_to_know_existence"
REF = ObjectRef("statement", "counted.read", table="counted")
STATEMENT = Statement("select count(*) > 0 from counted")
BETTER = Statement("select exists (select from counted)")


def test_count_compared_with_zero_is_found(filled: Run, find: Find) -> None:
    filled("counted")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_counted"] == 20_000


def test_exists_is_not_found(filled: Run, find: Find) -> None:
    filled("counted")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
