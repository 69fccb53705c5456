"""A join on a condition that is no equality meets each pair."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "every_pair_compared"
REF = ObjectRef("statement", "paired.read", table="paired")
PAIRS = (
    "with few as (select id, title from paired order by id limit :rows)"
    " select a.id, b.id as twin from few a join few b on a.id < b.id and similarity(a.title, b.title) > 0.9"
)
STATEMENT = Statement(PAIRS, {"rows": 400})
BETTER = Statement(
    "select a.id, b.id as twin from (select id, title from paired order by id limit 20) a"
    " cross join lateral (select id from paired where title % a.title and id > a.id limit 3) b"
)


def test_each_pair_is_found(filled: Run, find: Find) -> None:
    filled("paired", "create index on paired using gin (title gin_trgm_ops)")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["pairs"] == 400 * 400


def test_look_up_of_each_row_is_not_found(filled: Run, find: Find) -> None:
    filled("paired", "create index on paired using gin (title gin_trgm_ops)")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None


def test_few_pairs_are_unknown(filled: Run, find: Find) -> None:
    filled("paired")
    few = Statement(PAIRS, {"rows": 100})
    assert isinstance(find(SLUG, REF, statement=few, better=BETTER), Unknown)
