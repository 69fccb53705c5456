"""A deep page by offset reads all pages before it."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "offset_pagination"
REF = ObjectRef("statement", "paged.read", table="paged")
STATEMENT = Statement("select * from paged order by id limit 20 offset 15000")
BETTER = Statement("select * from paged where id > 15000 order by id limit 20")


def test_deep_offset_is_found(filled: Run, find: Find) -> None:
    filled("paged")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_read"] == 15_020


def test_page_by_key_is_not_found(filled: Run, find: Find) -> None:
    filled("paged")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
