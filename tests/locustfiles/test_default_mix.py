"""The default mix does what the load guide says."""

import pytest

from tests.locustfiles.guide import GUIDE
from tests.locustfiles.scenario import Run, scenario

BACKGROUND = ("BackgroundJobs", "-u", "10", "-r", "100", "-t", "11s", "--gates", "off")


@scenario("-u", "68", "-r", "100", "-t", "9s", "--think-time", "0.2", "--gates", "off", "--json")
def test_each_endpoint_of_the_load_guide_is_reached(run: Run) -> None:
    assert run.exit_code == 0, run.output
    reached = {one["name"] for one in run.summary()["endpoints"] if one["requests"]}
    assert [name for name in GUIDE if name not in reached] == []


@scenario(*BACKGROUND, mode="slow", delay_s=2)
def test_background_jobs_arrive_ten_times_a_second_whatever_the_server_takes(run: Run) -> None:
    assert run.exit_code == 0, run.output
    arrivals = run.seen["arrivals"]
    window = [at for at in arrivals if 2 <= at - arrivals[0] < 10]
    assert len(window) == pytest.approx(80, rel=0.02)
