"""When `flask lab up` does not start, or is stopped before it has."""

import json
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.processes import runs
from lab.valkey import EmbeddedValkey

from .labs import START_TIMEOUT_S, Lab

MakeLab = Callable[..., Lab]


@pytest.fixture
def make_lab(tmp_path: Path) -> Iterator[MakeLab]:
    """A function that makes a lab with settings; it is ended after the test."""
    made: list[Lab] = []

    def make(**settings: str) -> Lab:
        made.append(Lab(tmp_path / ".lab", **settings))
        return made[-1]

    yield make
    for lab in made:
        lab.end()


@pytest.mark.parametrize("name", ["TASKPILOT_PG_PORT", "TASKPILOT_WEB_PORT"])
def test_a_taken_port_is_told_by_its_setting(make_lab: MakeLab, name: str) -> None:
    lab = make_lab()
    with socket.socket() as other:
        other.bind(("127.0.0.1", lab.ports[name]))
        other.listen()
        refused = lab("up")
    assert refused.returncode == 2
    wanted = f"port {lab.ports[name]} is taken by another program; set {name} or stop it"
    assert refused.stderr == f"Error: {wanted}\n"


def test_one_port_for_two_services_is_told(make_lab: MakeLab) -> None:
    refused = make_lab(TASKPILOT_WEB_PORT="18123", TASKPILOT_LOCUST_PORT="18123")("up")
    assert "TASKPILOT_WEB_PORT and TASKPILOT_LOCUST_PORT are both 18123" in refused.stderr


@pytest.mark.parametrize(
    ("name", "url", "words"),
    [
        ("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/c", "PostgreSQL does not answer"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "Redis does not answer"),
    ],
)
def test_a_server_of_ones_own_that_is_away_is_one_line(
    make_lab: MakeLab, name: str, url: str, words: str
) -> None:
    refused = make_lab(**{name: url})("up", "--detach")
    assert refused.returncode == 2
    assert refused.stdout.startswith(f"Error: {words}")
    assert refused.stdout.count("\n") == 1


def test_production_is_refused(make_lab: MakeLab) -> None:
    refused = make_lab(APP_ENV="production", SECRET_KEY="a secret of one's own")("up")
    assert refused.returncode == 2
    assert "unset APP_ENV" in refused.stderr


def test_a_service_that_cannot_start_leaves_nothing_behind(make_lab: MakeLab) -> None:
    lab = make_lab(LOCUST_SPAWN_RATE="fast")
    refused = lab("up", "--scale", "0.001")
    assert refused.returncode == 2
    assert "locust ended with code" in refused.stderr
    assert not (lab.folder / "services.env").exists()


def test_ctrl_c_while_it_starts_leaves_nothing_behind(make_lab: MakeLab) -> None:
    lab = make_lab()
    with lab.in_the_foreground() as process:
        started = lab.processes()
        process.send_signal(signal.SIGINT)
        assert process.wait(START_TIMEOUT_S) == 0
    assert not any(runs(each) for each in started)
    assert not (lab.folder / "state.json").exists()


def test_a_lab_whose_terminal_was_closed_stops_in_order(make_lab: MakeLab) -> None:
    lab = make_lab()
    with lab.in_the_foreground() as process:
        process.stdout.close()
        started = lab.processes()
        process.send_signal(signal.SIGHUP)
        process.wait(START_TIMEOUT_S)
    assert not any(runs(each) for each in started)
    assert not (lab.folder / "state.json").exists()


def test_servers_of_ones_own_are_used_and_left_running(
    make_lab: MakeLab, database_url: str, redis_url: str, valkey: EmbeddedValkey
) -> None:
    lab = make_lab(DATABASE_URL=database_url, REDIS_URL=redis_url)
    started = lab("up", "--detach", "--scale", "0.001")
    assert started.returncode == 0, started.stdout + started.stderr
    states = {name: entry["state"] for name, entry in lab.services.items()}
    assert states["postgres"] == states["redis"] == "external"
    assert not (lab.folder / "services").exists()
    lab("down")
    assert valkey.service().ready(0)


def test_no_lab_is_no_error(make_lab: MakeLab) -> None:
    status = make_lab()("status", "--json")
    assert status.returncode == 0
    assert json.loads(status.stdout) == {"running": False, "services": {}}


def test_without_a_lab_there_is_nothing_to_restart(make_lab: MakeLab) -> None:
    refused = make_lab()("restart", "web")
    assert refused.returncode == 2
    assert "no lab runs; 'flask lab up' starts one" in refused.stdout + refused.stderr
