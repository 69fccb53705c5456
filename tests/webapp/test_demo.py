"""Demo mode stays on this machine unless somebody says otherwise."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import free_port
from webapp.app import create_app
from webapp.database import db
from webapp.demo import refuse_open_demo
from webapp.paths import ROOT
from webapp.settings import Settings, SettingsError

OUTSIDE = {"REMOTE_ADDR": "192.0.2.7"}
DEMO = {"taskpilot_demo_mode": True}
OPENED = DEMO | {"taskpilot_demo_off_loopback": True}


def settings_with(url: str = "postgresql://nobody@127.0.0.1:1/none", **given: Any) -> Settings:
    return Settings(_env_file=None, app_env="test", database_url=url, **given)


@pytest.fixture
def client_with(quiet_url: str) -> Iterator[Callable[..., FlaskClient]]:
    """A function from settings to a client of an app with them."""
    made = []

    def make(**given: Any) -> FlaskClient:
        made.append(create_app(settings_with(quiet_url, **given)))
        return made[-1].test_client()

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.168.1.5", "demo.example", "::ffff:10.0.0.1"])
def test_demo_mode_does_not_listen_where_others_reach_it(host: str) -> None:
    with pytest.raises(SettingsError, match="TASKPILOT_DEMO_OFF_LOOPBACK"):
        refuse_open_demo(settings_with(**DEMO), [("127.0.0.1", 1), (host, 8000)])


@pytest.mark.parametrize(
    "address", [("127.0.0.1", 1), ("localhost", 1), ("::1", 1), ("127.0.0.9", 1), "/run/web.sock"]
)
def test_it_does_on_the_loopback(address: Any) -> None:
    refuse_open_demo(settings_with(**DEMO), [address])


def test_it_does_anywhere_with_the_switch_and_so_does_an_app_without_demo_mode() -> None:
    refuse_open_demo(settings_with(**OPENED), [("0.0.0.0", 8000)])
    refuse_open_demo(settings_with(), [("0.0.0.0", 8000)])


def test_another_machines_request_is_refused_however_the_app_was_started(
    client_with: Callable[..., FlaskClient],
) -> None:
    client = client_with(**DEMO)
    for path in ("/api/v1/me", "/docs", "/metrics", "/lab/", "/health/live"):
        answer = client.get(path, environ_base=OUTSIDE)
        assert (answer.status_code, "TASKPILOT_DEMO_OFF_LOOPBACK" in answer.text) == (403, True), path
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize("given", [{}, OPENED])
def test_another_machine_is_answered_without_demo_mode_or_with_the_switch(
    client_with: Callable[..., FlaskClient], given: dict[str, Any]
) -> None:
    assert client_with(**given).get("/health/live", environ_base=OUTSIDE).status_code == 200


def test_gunicorn_by_hand_refuses_to_start_open(quiet_url: str) -> None:
    command = [str(Path(sys.executable).with_name("gunicorn")), "webapp.app:create_app()"]
    command += ["--config", "python:webapp.server.config", "-b", f"0.0.0.0:{free_port()}"]
    environment = {**os.environ, "DATABASE_URL": quiet_url, "TASKPILOT_DEMO_MODE": "true"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "demo mode would be open to others at 0.0.0.0" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Listening" not in done.stderr
