"""Text whose every value is a UUID."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "uuid_as_text"
REF = ObjectRef("table", "textual_uuids", columns=("token",))


def test_uuid_in_text_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists textual_uuids")
    execute("create table textual_uuids as select gen_random_uuid()::text as token")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["bytes_each"] > 36


def test_uuid_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists textual_uuids")
    execute("create table textual_uuids as select gen_random_uuid() as token")
    assert find(SLUG, REF) is None


def test_empty_column_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists textual_uuids")
    execute("create table textual_uuids (token text)")
    assert isinstance(find(SLUG, REF), Unknown)
