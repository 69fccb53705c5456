"""One row out of all, sorted."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "order_by_random"
REF = ObjectRef("statement", "dice.read", table="dice")


def test_sort_by_random_is_found(filled: Run, find: Find) -> None:
    filled("dice")
    outcome = find(SLUG, REF, statement=Statement("select * from dice order by random() limit 1"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_sorted"] == 20_000


def test_sample_is_not_found(filled: Run, find: Find) -> None:
    filled("dice")
    sample = Statement("select * from dice tablesample system (1) limit 1")
    assert find(SLUG, REF, statement=sample) is None
