"""A quick change that made others wait because it had to wait itself."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef, Unknown

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "schema_change_behind_long_query"
REF = ObjectRef("table", "queued")
ALTER = "alter table queued add column a int"


def test_long_queue_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("queued")
    outcome = find(SLUG, REF, measured=change(ALTER, longest_wait_ms=2_500.0, sessions_blocked=4))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["longest_wait_ms"] == 2_500


def test_short_wait_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("queued")
    assert find(SLUG, REF, measured=change(ALTER, longest_wait_ms=20.0, sessions_blocked=1)) is None


def test_change_without_load_is_unknown(filled: Run, change: Change, find: Find) -> None:
    filled("queued")
    assert isinstance(find(SLUG, REF, measured=change(ALTER)), Unknown)
