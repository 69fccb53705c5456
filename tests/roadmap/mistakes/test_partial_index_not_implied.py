"""A partial index helps only a statement that proves its predicate."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "partial_index_not_implied"
REF = ObjectRef("statement", "partly.read", table="partly")
STATEMENT = Statement("select * from partly where project_id = 7 and user_id < 60")
INDEX = "create index on partly (project_id)"


def test_predicate_that_is_not_implied_is_found(filled: Run, find: Find) -> None:
    filled("partly", "create index partly_part on partly (project_id) where user_id < 50")
    outcome = find(SLUG, REF, statement=STATEMENT, index=INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["ignored"] == ["partly_part"]


def test_full_index_is_not_found(filled: Run, find: Find) -> None:
    filled("partly", "create index partly_part on partly (project_id) where user_id < 50", INDEX)
    assert find(SLUG, REF, statement=STATEMENT, index=INDEX) is None
