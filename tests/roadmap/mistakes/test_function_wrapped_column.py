"""A function around the indexed column hides it from the index."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "function_wrapped_column"
REF = ObjectRef("statement", "wrapped.read", table="wrapped", columns=("created_at",))
STATEMENT = Statement("select * from wrapped where date_trunc('day', created_at) = timestamptz '2026-01-05'")
BETTER = Statement(
    "select * from wrapped where created_at >= timestamptz '2026-01-05' and created_at < timestamptz "
    "'2026-01-06'"
)


def test_wrapped_column_is_found(filled: Run, find: Find) -> None:
    filled("wrapped", "create index on wrapped (created_at)")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert "date_trunc" in outcome.figures["filter"]


def test_bare_column_is_not_found(filled: Run, find: Find) -> None:
    filled("wrapped", "create index on wrapped (created_at)")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
