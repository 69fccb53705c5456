"""Objects, however a tool writes them."""

from typing import Any

import pytest

from lab.score.objects import Subject, qualified, same, subject

INDEX = Subject("index", "ix_a", "public", "issues")


@pytest.mark.parametrize(
    ("words", "schema", "name"),
    [
        ("ix_a", None, "ix_a"),
        ("public.ix_a", "public", "ix_a"),
        ('"We Ird"', None, "We Ird"),
        ('sales."a.b"', "sales", "a.b"),
        ('"sa""les".x', 'sa"les', "x"),
        ("db.public.ix_a", "public", "ix_a"),
    ],
)
def test_a_name_is_taken_apart_as_sql_would(words: str, schema: str | None, name: str) -> None:
    assert (qualified(words).schema, qualified(words).name) == (schema, name)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "index", "schema": "public", "name": "ix_a", "table": "issues"},
        {"kind": "index", "name": "ix_a"},
        {"name": "ix_a"},
        "public.ix_a",
    ],
)
def test_what_a_tool_leaves_out_is_no_difference(said: Any) -> None:
    assert same(INDEX, subject(said))


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "table", "name": "ix_a"},
        {"kind": "index", "name": "ix_A"},
        {"kind": "index", "name": "ix_a", "table": "comments"},
        "lab.ix_a",
    ],
)
def test_what_a_tool_says_differently_is_a_difference(said: Any) -> None:
    assert not same(INDEX, subject(said))


@pytest.mark.parametrize("broken", [None, 7, [], {}, {"kind": "index"}, {"name": ["x"]}, {"name": True}, ""])
def test_what_is_no_object_is_refused(broken: Any) -> None:
    with pytest.raises(ValueError, match="object"):
        subject(broken)
