"""No server that serves badly lets a run pass, and each run says why."""

import pytest

from tests.locustfiles.scenario import Run, scenario

CROWD = ("-u", "25", "-r", "100", "--think-time", "0.1", "--stop-timeout", "1")
REASONS = {
    "error": "answered 500 Internal Server Error",
    "refuse": "POST /api/v1/auth/login: answered 401 Unauthorized",
    "closed": "GET /api/v1/projects: answered 401 Unauthorized",
    "empty": "GET /api/v1/projects: list is empty",
    "garbage": "body is not JSON",
    "foreign": "GET /api/v1/issues/[id]: body is another row's",
}


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        *(pytest.param(m, why, marks=scenario(*CROWD, "-t", "4s", mode=m)) for m, why in REASONS.items()),
        pytest.param(
            "hang",
            "no answer 5 s or more after it was sent",
            marks=scenario(*CROWD, "-t", "7s", mode="hang", delay_s=30),
        ),
    ],
)
def test_a_server_that_answers_wrongly_fails_the_run_with_a_reason(run: Run, mode: str, reason: str) -> None:
    assert run.exit_code == 1, run.output
    assert reason in run.output
    assert "FAILED" in run.output
    assert "Traceback" not in run.output


@scenario("-u", "25", "-r", "100", "-t", "2s", "--host", "http://127.0.0.1:1")
def test_a_server_that_is_down_fails_the_run(run: Run) -> None:
    assert run.exit_code == 1
    assert "no answer: ConnectionRefusedError" in run.output


@scenario("-u", "25", "-r", "100", "-t", "3s", "--min-activity", "100000")
def test_a_run_in_which_nobody_does_anything_fails(run: Run) -> None:
    assert run.exit_code == 1
    assert "BROKEN  least requests of each persona" in run.output
