"""A statement that runs for seconds."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "long_running_query"
REF = ObjectRef("session", "app-slow")


def test_long_statement_is_found(sessions: Run, find: Find) -> None:
    sessions("app-slow", ["select pg_sleep(1.6)"])
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["longest_s"] >= 1


def test_short_statements_are_not_found(sessions: Run, find: Find) -> None:
    sessions("app-quick", ["select pg_sleep(0.02)"])
    assert find(SLUG, ObjectRef("session", "app-quick")) is None


def test_nobody_at_work_is_unknown(find: Find) -> None:
    assert isinstance(find(SLUG, ObjectRef("session", "app-gone")), Unknown)
