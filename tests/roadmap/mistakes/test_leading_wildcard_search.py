"""A pattern that begins with a wildcard scans, until trigrams are indexed."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "leading_wildcard_search"
REF = ObjectRef("statement", "wild.read", table="wild")
STATEMENT = Statement("select * from wild where title ilike '%ord12345%'")
INDEX = "create index on wild using gin (title gin_trgm_ops)"


def test_unindexed_pattern_is_found(filled: Run, find: Find) -> None:
    filled("wild")
    outcome = find(SLUG, REF, statement=STATEMENT, index=INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["times_cheaper"] >= 5


def test_trigram_index_is_not_found(filled: Run, find: Find) -> None:
    filled("wild", INDEX)
    assert find(SLUG, REF, statement=STATEMENT, index=INDEX) is None
