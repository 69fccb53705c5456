"""DISTINCT over a join that multiplies rows."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "distinct_over_fanout"
REF = ObjectRef("statement", "fanned.read", table="fanned")
STATEMENT = Statement(
    "select distinct p.id from fanned p join fanned c on c.user_id = p.id where p.id <= 3 and c.title > ''"
)
BETTER = Statement(
    "select p.id from fanned p where p.id <= 3 and exists (select from fanned c where c.user_id = "
    "p.id and c.title > '')"
)


def test_distinct_after_a_join_is_found(filled: Run, find: Find) -> None:
    filled("fanned", "create index on fanned (user_id)")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_joined"] >= 5 * outcome.figures["rows_kept"]


def test_exists_is_not_found(filled: Run, find: Find) -> None:
    filled("fanned", "create index on fanned (user_id)")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
