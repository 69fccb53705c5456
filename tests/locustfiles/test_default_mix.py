"""The default mix does what the load guide says."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.locustfiles.guide import GUIDE


@pytest.fixture
def seen(stub: Any, locust: Callable[..., Any]) -> Any:
    """What a stub was asked in a run of all personas."""
    run = locust(stub.url, "-u", "68", "-r", "100", "-t", "9s", "--think-time", "0.2")
    assert run.exit_code == 0, run.output
    return stub.seen()["seen"]


def test_each_endpoint_of_the_load_guide_is_reached(seen: Any) -> None:
    assert [name for name in GUIDE if not seen.get(name)] == []


def test_background_jobs_arrive_ten_times_a_second_whatever_the_server_takes(
    stub_in: Callable[..., Any], locust: Callable[..., Any]
) -> None:
    stub = stub_in("slow", delay_s=2)

    run = locust(stub.url, "BackgroundJobs", "-u", "10", "-r", "100", "-t", "11s", "--gates", "errors")

    assert run.exit_code == 0, run.output
    arrivals = stub.seen()["arrivals"]
    window = [at for at in arrivals if 2 <= at - arrivals[0] < 10]
    assert len(window) == pytest.approx(80, rel=0.02)
