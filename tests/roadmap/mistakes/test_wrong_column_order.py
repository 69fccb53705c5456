"""The right columns in the wrong order."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "wrong_column_order"
REF = ObjectRef("statement", "backward.read", table="backward")
STATEMENT = Statement("select * from backward where project_id = 70 and created_at >= '2026-01-02'")
INDEX = "create index on backward (project_id, created_at)"


def test_range_column_before_the_equal_one_is_found(filled: Run, find: Find) -> None:
    filled("backward", "create index backward_order on backward (created_at, project_id)")
    outcome = find(SLUG, REF, statement=STATEMENT, index=INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["index"] == ["backward_order"]


def test_equal_column_first_is_not_found(filled: Run, find: Find) -> None:
    filled("backward", "create index backward_order on backward (created_at, project_id)", INDEX)
    assert find(SLUG, REF, statement=STATEMENT, index=INDEX) is None
