"""json is text with a check; jsonb is a value."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "json_instead_of_jsonb"
REF = ObjectRef("table", "plain_json", columns=("payload",))


def test_json_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists plain_json")
    execute("create table plain_json (payload json)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["comparable"] is False


def test_jsonb_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists plain_json")
    execute("create table plain_json (payload jsonb)")
    assert find(SLUG, REF) is None
