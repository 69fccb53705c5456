"""All connections taken, none of them working."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "pool_exhausted_by_waiting"
REF = ObjectRef("session", "app-full")
PAGE = ObjectRef("statement", "page.waits")


def test_waiting_pool_is_found(sessions: Run, find: Find) -> None:
    sessions("app-full", ["select pg_sleep(4)"], ["select pg_sleep(4)"])
    sessions("app-full", ["select 1"], pause_s=4)
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["sessions"] == 3


def test_pool_with_an_idle_connection_is_not_found(sessions: Run, find: Find) -> None:
    sessions("app-free", ["select pg_sleep(4)"], ["commit"], pause_s=0.05)
    assert find(SLUG, ObjectRef("session", "app-free")) is None


def test_statement_that_waits_while_it_holds_its_connection_is_found(find: Find) -> None:
    outcome = find(SLUG, PAGE, statement=Statement("select pg_sleep(1.2)"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["waits_for"] == "Timeout/PgSleep"


def test_statement_that_works_all_the_time_is_not_found(find: Find) -> None:
    busy = Statement("select count(*) from generate_series(1, 5000000)")
    assert find(SLUG, PAGE, statement=busy) is None


def test_statement_that_answers_at_once_is_not_found(find: Find) -> None:
    assert find(SLUG, PAGE, statement=Statement("select 1")) is None
