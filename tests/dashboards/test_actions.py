"""What the console does: real commands, one at a time."""

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from dashboards.console import actions

LONG_S = 60


@pytest.fixture
def console(make_app: Callable[..., APIFlask], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client, and the database's URL where the commands look for it."""
    app = make_app()
    monkeypatch.setenv("DATABASE_URL", app.config["SETTINGS"].database_url)
    return app.test_client()


def ended(console: FlaskClient) -> dict[str, Any]:
    """The action once it no longer runs."""
    deadline = time.monotonic() + LONG_S
    while (action := console.get("/lab/action").get_json()["action"])["running"]:
        assert time.monotonic() < deadline, action
        time.sleep(0.1)
    return dict(action)


def test_a_day_is_applied_and_shown_on_the_timeline(console: FlaskClient) -> None:
    answer = console.post("/lab/actions/apply", json={"day": 1})
    assert answer.status_code == 202
    assert answer.get_json()["action"]["command"] == "flask roadmap apply --day 1"
    done = ended(console)
    assert (done["exit_code"], "d01a_time_estimate" in done["output"]) == (0, True)
    roadmap = console.get("/lab/roadmap").get_json()
    assert roadmap["day"] == 1
    assert [change["id"] for change in roadmap["changes"] if change["applied"]] == ["d01a_time_estimate"]


def test_a_second_action_waits_for_the_first(console: FlaskClient) -> None:
    console.post("/lab/actions/apply", json={"day": 1})
    second = console.post("/lab/actions/revert", json={"day": 0})
    assert second.status_code == 409
    assert "flask roadmap apply --day 1" in second.get_json()["detail"]
    ended(console)


def test_a_command_that_fails_says_why(console: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    console.post("/lab/actions/inspect", json={})
    done = ended(console)
    assert done["exit_code"] == 2
    assert "127.0.0.1" in done["output"]


def test_a_command_that_is_killed_is_over(console: FlaskClient) -> None:
    console.post("/lab/actions/apply", json={"day": 20})
    running = actions.read_action()
    assert running is not None
    for process in [psutil.Process(running["pid"]), *psutil.Process(running["pid"]).children(recursive=True)]:
        os.kill(process.pid, signal.SIGKILL)
    done = ended(console)
    assert done["exit_code"] is None
    assert console.post("/lab/actions/inspect", json={}).status_code == 202
    ended(console)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("apply", {}), ("apply", {"day": 0}), ("apply", {"day": "1; drop"}), ("apply", {"day": True}),
        ("revert", {"day": -1}), ("grow", {"days": 1000}), ("checkpoint", {"name": "--help"}),
        ("checkpoint", {"name": "../x"}), ("checkpoint", {"name": 5}),
    ],
)  # fmt: skip
def test_what_no_command_takes_is_refused(console: FlaskClient, name: str, given: dict[str, Any]) -> None:
    assert console.post(f"/lab/actions/{name}", json=given).status_code == 422
    assert console.get("/lab/action").get_json() == {"action": None}


def test_an_unknown_action_is_refused(console: FlaskClient) -> None:
    assert console.post("/lab/actions/format", json={}).status_code == 404


def test_findings_are_compared_after_a_look(console: FlaskClient) -> None:
    console.post("/lab/actions/apply", json={"day": 2})
    ended(console)
    before = console.get("/lab/findings").get_json()
    assert (before["looked_at"], before["day"], before["seen"]) == (None, 2, [])
    console.post("/lab/actions/verify", json={})
    ended(console)
    console.post("/lab/actions/inspect", json={})
    ended(console)
    found = console.get("/lab/findings?spoilers=1").get_json()
    assert found["looked_at"] is not None
    assert found["proved_at"] is not None
    assert {one["change"] for one in found["labels"]} == {"d02a_time_entries", "d02b_timesheet"}


def test_nothing_is_given_away_unasked(console: FlaskClient) -> None:
    plain = console.get("/lab/changes/d02a").get_json()
    assert not {"mistake", "way", "wrong", "kind"} & plain.keys()
    assert plain["sql"] == {}
    spoiled = console.get("/lab/changes/d02a?spoilers=1").get_json()
    assert spoiled["wrong"]["mistake"]["slug"] == "foreign_key_without_index"
    assert "create table time_entries" in spoiled["sql"]["flawed"]


def test_an_unknown_change_is_not_found(console: FlaskClient) -> None:
    assert console.get("/lab/changes/d99z").status_code == 404
