"""A subquery in the select list runs per row."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "correlated_subquery_per_row"
REF = ObjectRef("statement", "per_row.read", table="per_row")
STATEMENT = Statement(
    "select p.id, (select count(*) from per_row i where i.project_id = p.id) from per_row p where p.id <= 30"
)
BETTER = Statement("select project_id, count(*) from per_row where project_id between 1 and 30 group by 1")


def test_subplan_per_row_is_found(filled: Run, find: Find) -> None:
    filled("per_row")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["subplan_runs"] == 30


def test_grouped_form_is_not_found(filled: Run, find: Find) -> None:
    filled("per_row")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
