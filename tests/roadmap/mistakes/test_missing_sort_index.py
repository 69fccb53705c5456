"""A limit above a sort reads everything."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "missing_sort_index"
REF = ObjectRef("statement", "unsorted.read", table="unsorted")
STATEMENT = Statement("select * from unsorted order by created_at desc limit 20")
INDEX = "create index on unsorted (created_at)"


def test_sort_below_a_limit_is_found(filled: Run, find: Find) -> None:
    filled("unsorted")
    outcome = find(SLUG, REF, statement=STATEMENT, index=INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_sorted"] == 20_000


def test_index_that_delivers_the_order_is_not_found(filled: Run, find: Find) -> None:
    filled("unsorted", INDEX)
    assert find(SLUG, REF, statement=STATEMENT, index=INDEX) is None
