"""A length limit and values close to it."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "varchar_too_tight"
REF = ObjectRef("table", "tight", columns=("title",))


def test_value_close_to_the_limit_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists tight")
    execute("create table tight as select repeat('x', 19)::varchar(20) as title")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["longest"] == 19


def test_text_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists tight")
    execute("create table tight as select repeat('x', 19)::text as title")
    assert find(SLUG, REF) is None


def test_roomy_limit_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists tight")
    execute("create table tight as select 'x'::varchar(20) as title")
    assert isinstance(find(SLUG, REF), Unknown)
