"""A parameter of another type casts the column."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "implicit_cast_of_column"
REF = ObjectRef("statement", "castaway.read", table="castaway", columns=("id",))
STATEMENT = Statement("select * from castaway where id = 42.0")
BETTER = Statement("select * from castaway where id = 42")


def test_column_cast_to_the_parameters_type_is_found(filled: Run, find: Find) -> None:
    filled("castaway")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert "numeric" in outcome.figures["filter"]


def test_parameter_of_the_columns_type_is_not_found(filled: Run, find: Find) -> None:
    filled("castaway")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
