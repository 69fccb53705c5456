"""BRIN needs the table's order."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "brin_on_unordered_column"
REF = ObjectRef("index", "ranges_brin", table="ranges")


def test_unordered_column_is_found(filled: Run, find: Find) -> None:
    filled("ranges", "create index ranges_brin on ranges using brin (user_id)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert abs(outcome.figures["correlation"]) < 0.5


def test_ordered_column_is_not_found(filled: Run, find: Find) -> None:
    filled("ranges", "create index ranges_brin on ranges using brin (created_at)")
    assert find(SLUG, REF) is None
