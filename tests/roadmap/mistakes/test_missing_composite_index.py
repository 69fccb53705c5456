"""An index on one of two columns leaves the filtering to the heap."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "missing_composite_index"
REF = ObjectRef("statement", "half.read", table="half")
STATEMENT = Statement("select * from half where user_id = 5 and project_id = 7")
INDEX = "create index on half (user_id, project_id)"


def test_filter_after_a_narrow_index_is_found(filled: Run, find: Find) -> None:
    filled("half", "create index on half (user_id)")
    outcome = find(SLUG, REF, statement=STATEMENT, index=INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_thrown_away"] > 100


def test_composite_index_is_not_found(filled: Run, find: Find) -> None:
    filled("half", "create index on half (user_id)", INDEX)
    assert find(SLUG, REF, statement=STATEMENT, index=INDEX) is None
