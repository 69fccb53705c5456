"""No server that serves badly lets a run pass, and each run says why."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

RUN = ("-u", "25", "-r", "100", "-t", "7s", "--think-time", "0.1", "--stop-timeout", "1")
REASONS = {
    "error": "answered 500 Internal Server Error",
    "refuse": "POST /api/v1/auth/login: answered 401 Unauthorized",
    "closed": "GET /api/v1/projects: answered 401 Unauthorized",
    "empty": "GET /api/v1/projects: list is empty",
    "garbage": "body is not JSON",
    "foreign": "GET /api/v1/issues/[id]: body is another row's",
    "hang": "no answer 5 s or more after it was sent",
}


@pytest.fixture(scope="module")
def runs(session_stubs: Callable[..., Any], locust: Callable[..., Any]) -> Iterator[dict[str, Future[Any]]]:
    """A run against each kind of bad server, all at the same time."""
    with ThreadPoolExecutor(len(REASONS)) as pool:
        stubs = {mode: session_stubs(mode, delay_s=30) for mode in REASONS}
        yield {mode: pool.submit(locust, stub.url, *RUN) for mode, stub in stubs.items()}
    for stub in stubs.values():
        stub.stop()


@pytest.mark.parametrize("mode", REASONS)
def test_a_server_that_answers_wrongly_fails_the_run_with_a_reason(
    runs: dict[str, Future[Any]], mode: str
) -> None:
    run = runs[mode].result()

    assert run.exit_code == 1, run.output
    assert REASONS[mode] in run.output
    assert "FAILED" in run.output
    assert "Traceback" not in run.output


def test_a_server_that_is_down_fails_the_run(locust: Callable[..., Any]) -> None:
    run = locust("http://127.0.0.1:1", "-u", "25", "-r", "100", "-t", "2s")

    assert run.exit_code == 1
    assert "no answer: ConnectionRefusedError" in run.output


def test_a_run_in_which_nobody_does_anything_fails(stub: Any, locust: Callable[..., Any]) -> None:
    run = locust(stub.url, "-u", "25", "-r", "100", "-t", "3s", "--min-activity", "100000")

    assert run.exit_code == 1
    assert "BROKEN  least requests of each persona" in run.output
