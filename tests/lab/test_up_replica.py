"""`flask lab up --replica`: a replica among the services, read from by the app, missed by nobody."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator

import psycopg2
import pytest

from .conftest import wait_for
from .labs import Lab

LOGIN = {"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab with a replica."""
    made = Lab(tmp_path_factory.mktemp("replicated") / ".lab")
    started = made("up", "--detach", "--scale", "0.001", "--replica")
    assert started.returncode == 0, started.stdout + started.stderr
    yield made
    made.end()


def request(lab: Lab, path: str, token: str = "", body: object = None) -> dict[str, str]:
    """The answer of the app, which must be a good one."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    data = None if body is None else json.dumps(body).encode()
    url = f"http://127.0.0.1:{lab.ports['TASKPILOT_WEB_PORT']}/api/v1{path}"
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=10) as answer:
        found: dict[str, str] = json.load(answer)
        return found


def sessions_of_the_app(url: str) -> int:
    """How many sessions the app has on the replica; 0 while it is down."""
    try:
        connection = psycopg2.connect(url)
    except psycopg2.OperationalError:
        return 0
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where application_name = 'taskpilot-web'"
            " and pg_is_in_recovery()"
        )
        [number] = cursor.fetchone()
    connection.close()
    return int(number)


def test_the_app_reads_from_it_and_goes_on_without_it(lab: Lab) -> None:
    replica = lab.services["replica"]
    assert replica["state"] == "running"
    assert str(lab.ports["TASKPILOT_REPLICA_PORT"]) in replica["url"]
    token = request(lab, "/auth/login", body=LOGIN)["access_token"]
    wait_for(lambda: request(lab, "/activity", token) and sessions_of_the_app(replica["url"]))
    os.kill(replica["pid"], signal.SIGKILL)
    for _ in range(20):
        assert request(lab, "/activity", token)
        assert request(lab, "/analytics/organization", token)
    wait_for(lambda: lab.services["replica"]["state"] == "running")
    wait_for(lambda: request(lab, "/activity", token) and sessions_of_the_app(replica["url"]))


def test_a_database_of_ones_own_is_not_copied(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("own") / ".lab"
    refused = Lab(folder, DATABASE_URL=lab.services["postgres"]["url"])("up", "--replica")
    assert refused.returncode == 2
    assert "for your own, set DATABASE_REPLICA_URL" in refused.stderr
