"""A list that returns whatever there is."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "list_without_limit"
REF = ObjectRef("statement", "endless.read", table="endless")
STATEMENT = Statement("select * from endless where user_id < :below", {"below": 90})


def test_thousands_of_rows_are_found(filled: Run, find: Find) -> None:
    filled("endless")
    outcome = find(SLUG, REF, statement=STATEMENT)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows"] > 10_000


def test_limited_list_is_not_found(filled: Run, find: Find) -> None:
    filled("endless")
    assert find(SLUG, REF, statement=Statement("select * from endless limit 5000")) is None


def test_short_list_is_unknown(filled: Run, find: Find) -> None:
    filled("endless")
    few = Statement(STATEMENT.sql, {"below": 1})
    assert isinstance(find(SLUG, REF, statement=few), Unknown)
