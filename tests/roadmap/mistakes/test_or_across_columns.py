"""OR over two tables' columns filters the join."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "or_across_columns"
REF = ObjectRef("statement", "either.read", table="either")
STATEMENT = Statement(
    "select a.id from either a join either b on b.id = a.project_id where a.id = 405 or b.id = 9999"
)
BETTER = Statement(
    "select id from either where id = 405 union select a.id from either b join either a on b.id = "
    "a.project_id where b.id = 9999 and a.project_id = 9999"
)


def test_or_over_a_join_is_found(filled: Run, find: Find) -> None:
    filled("either", "create index on either (project_id)")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert " OR " in outcome.figures["filter"]


def test_union_is_not_found(filled: Run, find: Find) -> None:
    filled("either", "create index on either (project_id)")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
