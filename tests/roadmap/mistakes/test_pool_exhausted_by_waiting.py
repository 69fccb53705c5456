"""All connections taken, none of them working."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "pool_exhausted_by_waiting"
REF = ObjectRef("session", "app-full")


def test_waiting_pool_is_found(sessions: Run, find: Find) -> None:
    sessions("app-full", ["select pg_sleep(4)"], ["select pg_sleep(4)"])
    sessions("app-full", ["select 1"], pause_s=4)
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["sessions"] == 3


def test_pool_with_an_idle_connection_is_not_found(sessions: Run, find: Find) -> None:
    sessions("app-free", ["select pg_sleep(4)"], ["commit"], pause_s=0.05)
    assert find(SLUG, ObjectRef("session", "app-free")) is None
