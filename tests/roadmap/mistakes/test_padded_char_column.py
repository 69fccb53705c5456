"""char(n) stores blanks."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "padded_char_column"
REF = ObjectRef("table", "codes", columns=("code",))


def test_padded_value_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists codes")
    execute("create table codes as select 'AB'::char(10) as code")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["padded"] == 1


def test_text_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists codes")
    execute("create table codes as select 'AB'::text as code")
    assert find(SLUG, REF) is None


def test_full_length_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists codes")
    execute("create table codes as select 'ABCDEFGHIJ'::char(10) as code")
    assert isinstance(find(SLUG, REF), Unknown)
