"""A CTE that is built in full and then filtered."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "materialized_cte"
REF = ObjectRef("statement", "built.read", table="built")
STATEMENT = Statement("with w as materialized (select * from built) select * from w where id = 7")
BETTER = Statement("with w as (select * from built) select * from w where id = 7")


def test_materialized_cte_is_found(filled: Run, find: Find) -> None:
    filled("built")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_dropped"] == 19_999


def test_inlined_cte_is_not_found(filled: Run, find: Find) -> None:
    filled("built")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
