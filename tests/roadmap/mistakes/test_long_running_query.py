"""A statement that runs for seconds."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

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


def test_named_statement_that_takes_seconds_is_found(find: Find) -> None:
    outcome = find(SLUG, ObjectRef("statement", "sleepy"), statement=Statement("select pg_sleep(1.2)"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["longest_s"] == 1.2


def test_named_statement_that_does_not_end_is_found(find: Find) -> None:
    outcome = find(SLUG, ObjectRef("statement", "endless"), statement=Statement("select pg_sleep(60)"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["longest_s"] == 5


def test_named_statement_that_is_quick_is_unknown(find: Find) -> None:
    outcome = find(SLUG, ObjectRef("statement", "quick"), statement=Statement("select pg_sleep(0.01)"))
    assert isinstance(outcome, Unknown)
