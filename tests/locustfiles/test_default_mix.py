"""What the default mix is, and that it does what the load guide says."""

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PERSONAS = ["BackgroundJobs", "DashboardUser", "PowerUser", "RegularUser"]
GUIDE = (
    "GET /api/v1/projects",
    "GET /api/v1/projects/[id]/issues",
    "GET /api/v1/issues/[id]",
    "POST /api/v1/issues",
    "POST /api/v1/issues/[id]/comments",
    "PATCH /api/v1/issues/[id]",
    "GET /api/v1/search",
    "GET /api/v1/internal/sla/check",
    "GET /api/v1/internal/webhooks/pending",
    "GET /api/v1/internal/recurring/due",
    "GET /api/v1/internal/metrics/aggregate",
    "GET /api/v1/analytics/organization",
    "GET /api/v1/analytics/projects/[id]/velocity",
    "GET /api/v1/analytics/workload",
    "GET /api/v1/activity",
)


def seen_by(host: str) -> Any:
    with urllib.request.urlopen(f"{host}/seen", timeout=10) as answer:
        return json.loads(answer.read())


@pytest.mark.parametrize("files", [[], ["-f", "locustfiles"], ["-f", "locustfiles/personas"]])
def test_each_way_of_naming_the_personas_means_the_default_mix(
    locust: Callable[..., Any], files: list[str]
) -> None:
    listed = locust("http://127.0.0.1:1", *files, "--list")

    assert sorted(listed.stdout.split("Available Users:")[1].split()) == PERSONAS


def test_the_default_mix_reaches_each_endpoint_of_the_load_guide(
    stub_server: Callable[..., str], locust: Callable[..., Any]
) -> None:
    host = stub_server()

    run = locust(host, "-u", "68", "-r", "100", "-t", "9s", "--think-time", "0.2")

    assert run.exit_code == 0, run.output
    seen = seen_by(host)["seen"]
    assert {name for name in GUIDE if not seen.get(name)} == set()


@pytest.mark.parametrize("mode", ["error", "refuse", "closed", "empty", "garbage", "foreign"])
def test_a_server_that_answers_wrongly_fails_the_run(
    stub_server: Callable[..., str], locust: Callable[..., Any], mode: str
) -> None:
    run = locust(stub_server(mode), "-u", "20", "-r", "100", "-t", "4s", "--think-time", "0.1")

    assert run.exit_code == 1


def test_a_server_that_is_down_fails_the_run(locust: Callable[..., Any]) -> None:
    run = locust("http://127.0.0.1:1", "-u", "20", "-r", "100", "-t", "3s")

    assert run.exit_code == 1
    assert "no answer: ConnectionRefusedError" in run.output
