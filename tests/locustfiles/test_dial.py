"""The dial: users move at once, alone and over several workers that come and go."""

import signal
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest

from tests.locustfiles.conftest import Swarm, fetch, until

SECONDS = 5
HALVES = ([20, 20], [19, 21], [18, 22])
MANY = 200
START = {"BackgroundJobs": 10, "DashboardUser": 3, "PowerUser": 5, "RegularUser": 22}


def until_users(swarm: Swarm, counts: dict[str, int], seconds: float = SECONDS) -> None:
    wanted = {name: count for name, count in counts.items() if count}
    until(lambda: swarm.users() == wanted, seconds, f"{wanted}")


def start(swarm: Swarm, users: dict[str, int] | None = None) -> None:
    swarm.post("/dial", users=users or START)
    swarm.post("/start")
    until_users(swarm, users or START, 15)


@pytest.fixture(scope="module")
def process(stub: Any, swarm: Callable[..., Swarm]) -> Swarm:
    """Locust in one process."""
    return swarm(stub.url)


@pytest.fixture
def alone(process: Swarm) -> Swarm:
    """The one process, stopped and with nothing dialled."""
    return process.reset()


def test_a_dialled_persona_changes_and_the_others_stay(alone: Swarm) -> None:
    start(alone)

    for count in (20, 0, 5):
        alone.post("/dial", users={"PowerUser": count})
        until_users(alone, START | {"PowerUser": count})


def test_locusts_own_total_changes_regular_users_only(alone: Swarm) -> None:
    start(alone)

    urlopen(f"{alone.url}/swarm", b"user_count=25&spawn_rate=50", timeout=10).close()

    until_users(alone, START | {"RegularUser": 7})


def test_think_time_reaches_those_who_are_thinking(alone: Swarm) -> None:
    start(alone, {"BackgroundJobs": 0, "DashboardUser": 0, "PowerUser": 0, "RegularUser": 20})

    alone.post("/dial", think_time={"RegularUser": 0.01})

    until(lambda: alone.state()["personas"][3]["requests"] > 500, SECONDS, "a hundred times as fast")


def test_what_was_dialled_before_the_start_is_what_starts(alone: Swarm) -> None:
    alone.post("/dial", users={"RegularUser": 4, "BackgroundJobs": 1})

    alone.post("/start")

    until_users(alone, {"BackgroundJobs": 1, "DashboardUser": 3, "PowerUser": 5, "RegularUser": 4})


def test_a_preset_turns_a_running_test_into_it(alone: Swarm) -> None:
    start(alone)

    alone.post("/preset", name="quick")

    until_users(alone, START | {"RegularUser": 10})


def test_a_stop_from_the_page_stops_everybody(alone: Swarm) -> None:
    start(alone)

    alone.post("/stop")

    until(lambda: alone.state()["state"] == "stopped", SECONDS, "stopped")
    assert alone.users() == {}


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/dial", {"users": {"Nobody": 1}}, "there is no persona 'Nobody'"),
        ("/dial", {"users": {"PowerUser": -1}}, "PowerUser: users must be a whole number"),
        ("/dial", {"users": {"PowerUser": 1.5}}, "PowerUser: users must be a whole number"),
        ("/dial", {"think_time": {"PowerUser": 101}}, "the think-time factor must be from 0 to 100"),
        ("/dial", [1], "send a JSON object"),
        ("/preset", {"name": "huge"}, "there is no such preset"),
    ],
)
def test_nonsense_is_refused_with_a_reason(alone: Swarm, path: str, body: Any, reason: str) -> None:
    answer = fetch(f"{alone.url}/personas{path}", body)

    assert answer["status"] == 400
    assert reason in answer["error"]


def test_the_figures_so_far_are_there_for_programs_and_begin_anew(alone: Swarm) -> None:
    alone.post("/dial", think_time=dict.fromkeys(START, 0.1))
    start(alone)
    assert until(lambda: fetch(f"{alone.url}/personas/summary")["persona_endpoints"], 15, "rows")
    with urlopen(f"{alone.url}/personas/csv", timeout=10) as csv:
        assert csv.read().startswith(b"persona,name,requests")
    with urlopen(f"{alone.url}/stats/report", timeout=10) as page:
        assert b"Per persona, in milliseconds" in page.read()
    until(lambda: fetch(f"{alone.url}/personas/summary")["total"]["requests"] > MANY, 60, "many requests")

    urlopen(f"{alone.url}/stats/reset", b"", timeout=10).close()

    assert fetch(f"{alone.url}/personas/summary")["total"]["requests"] < MANY
    alone.post("/dial", think_time=dict.fromkeys(START, 1.0))


def test_another_site_may_not_turn_the_dial(alone: Swarm) -> None:
    answer = fetch(f"{alone.url}/personas/start", {}, {"Origin": "http://elsewhere.example"})

    assert answer["status"] == 403
    assert alone.users() == {}


def spread(swarm: Swarm) -> list[int]:
    return sorted(one["users"] for one in swarm.state()["workers"] if one["state"] == "running")


def test_users_move_when_workers_die_and_join(stub: Any, swarm: Callable[..., Swarm]) -> None:
    master = swarm(stub.url, master=True)
    first = master.worker()
    master.worker()
    until(lambda: len(master.state()["workers"]) == 2, 15, "two workers")
    start(master)
    assert spread(master) in HALVES

    first.send_signal(signal.SIGKILL)
    until(lambda: spread(master) == [40] and master.users() == START, 15, "the other one has all")

    master.worker()
    until(lambda: spread(master) in HALVES and master.users() == START, 15, "each has half")
    master.post("/dial", users={"PowerUser": 0}, think_time={"RegularUser": 0.05})
    until_users(master, START | {"PowerUser": 0})
    figures = fetch(f"{master.url}/stats/requests")["stats"]
    requests = [one for one in figures if not one["method"].endswith("due")]
    assert sum(one["num_requests"] for one in requests[:-1]) == requests[-1]["num_requests"] > 0
