"""`flask lab up --detach` to `purge`, as a whole; the tests share one lab and leave it running."""

import json
import signal
import urllib.request
from collections.abc import Iterator

import psutil
import psycopg2
import pytest

from lab.processes import runs

from .conftest import wait_for
from .labs import Lab

SERVICES = {"postgres", "redis", "web", "receiver", "worker", "scheduler", "sampler", "locust"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab."""
    made = Lab(tmp_path_factory.mktemp("whole") / ".lab")
    started = made("up", "--detach", "--scale", "0.001")
    assert started.returncode == 0, started.stdout + started.stderr
    yield made
    made.end()


def fetch(url: str, body: dict[str, str] | None = None) -> int:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url, data, {"Content-Type": "application/json"}), timeout=5
    ) as answer:
        return int(answer.status)


def test_all_is_ready_when_it_returns(lab: Lab) -> None:
    services = lab.services
    assert {name: entry["state"] for name, entry in services.items()} == dict.fromkeys(SERVICES, "running")
    assert fetch(f"{services['web']['url']}/health/ready") == 200
    assert fetch(services["locust"]["url"]) == 200


def test_a_seeded_user_logs_in_with_the_demo_password(lab: Lab) -> None:
    body = {"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}
    assert fetch(f"{lab.services['web']['url']}/api/v1/auth/login", body) == 200


def test_the_admin_url_is_a_superusers_of_the_apps_database(lab: Lab) -> None:
    connection = psycopg2.connect(lab.services["postgres"]["admin_url"])
    with connection, connection.cursor() as cursor:
        cursor.execute("select current_setting('is_superuser'), count(*) > 0 from issues")
        assert cursor.fetchone() == ("on", True)
    connection.close()


def test_people_are_shown_no_password(lab: Lab) -> None:
    password = lab.services["redis"]["url"].split(":")[2].split("@")[0]
    shown = lab("status").stdout
    assert password not in shown
    assert "redis://:***@127.0.0.1" in shown


def test_what_others_may_not_read_is_private(lab: Lab) -> None:
    modes = {name: (lab.folder / name).stat().st_mode & 0o777 for name in ("services.env", "state.json")}
    assert modes == {"services.env": 0o600, "state.json": 0o600}


def test_other_terminals_find_the_lab(lab: Lab) -> None:
    found = json.loads(lab.in_another_terminal("jobs", "status", "--json").stdout)
    assert found["workers"]
    assert found["scheduler"]["pid"] == lab.services["scheduler"]["pid"]


def test_a_second_start_says_where_the_lab_is(lab: Lab) -> None:
    again = lab("up")
    assert again.returncode == 0
    assert "the lab is running" in again.stdout
    assert f"http://127.0.0.1:{lab.ports['TASKPILOT_WEB_PORT']}" in again.stdout


def test_a_running_lab_is_not_purged(lab: Lab) -> None:
    refused = lab("purge", "--yes")
    assert refused.returncode == 2
    assert "the lab is running; 'flask lab down' stops it" in refused.stderr


def test_events_reach_the_labs_receiver(lab: Lab) -> None:
    """Seeded webhooks have names that nobody can have; without the receiver their deliveries are dead."""
    connection = psycopg2.connect(lab.services["postgres"]["admin_url"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into webhook_deliveries (webhook_id, event, payload) "
            "select id, 'issue.created', '{}' from webhooks returning id"
        )
        made = [row[0] for row in cursor.fetchall()]

        def answered() -> bool:
            cursor.execute("select count(*) filter (where response_status in (204, 503)) = count(*) "
                           "from webhook_deliveries where id = any(%s)", (made,))  # fmt: skip
            return bool(cursor.fetchone()[0])

        wait_for(answered)
        cursor.execute("select distinct response_status from webhook_deliveries where id = any(%s)", (made,))
        assert (204,) in cursor.fetchall()
    connection.close()


def test_a_killed_worker_pool_comes_back(lab: Lab) -> None:
    pool = psutil.Process(lab.services["worker"]["pid"])
    workers = pool.children()
    pool.kill()
    wait_for(lambda: lab.services["worker"]["state"] == "running" and not runs(pool))
    assert not any(runs(worker) for worker in workers)


def test_a_lab_that_was_killed_is_recovered_from(lab: Lab) -> None:
    before = lab.processes()
    lab.supervisor.send_signal(signal.SIGKILL)
    assert json.loads(lab("status", "--json").stdout) == {"running": False, "services": {}}
    started = lab("up", "--detach", "--scale", "0.001")
    assert started.returncode == 0, started.stdout + started.stderr
    assert "filling" not in started.stdout
    assert not any(runs(process) for process in before)


def test_down_leaves_no_process_and_keeps_the_data(lab: Lab) -> None:
    before = lab.processes()
    assert lab("down").returncode == 0
    assert not any(runs(process) for process in before)
    assert sorted(path.name for path in lab.folder.iterdir() if path.is_file()) in (
        ["home", "lock"],
        ["lock"],
    )
    assert lab("down").stdout == "no lab runs\n"


def test_purge_removes_the_data(lab: Lab) -> None:
    lab("down")
    assert "Aborted" in lab("purge").stderr
    assert lab("purge", "--yes").stdout.count("removed") == 3
    assert [path.name for path in lab.folder.iterdir()] == ["lock"]
