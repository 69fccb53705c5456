"""A whole lab whose database is kept, packed and tried: what a person at the terminal meets."""

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import URL, make_url

from lab.record import plain_url
from lab.server import lab_admin_url
from lab.trial.copies import Source, two_copies
from lab.unprivileged import service_account
from lab.workdir import work_folder
from webapp.paths import ROOT
from webapp.settings import load_settings

from .conftest import wait_for
from .labs import Lab

pytestmark = pytest.mark.slow
SECRET = "select string_agg(rolname, ',') from pg_authid where rolpassword is not null"
SLEEPY = """
create function wait_a_little() returns trigger language plpgsql as $$
  begin perform pg_sleep(0.05); return null; end $$;
create trigger wait_a_little after insert on activity_log
  for each statement execute function wait_a_little();
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab at the end of day 2."""
    made = Lab(tmp_path_factory.mktemp("kept") / ".lab")
    started = made("up", "--detach", "--scale", "0.001")
    assert started.returncode == 0, started.stdout + started.stderr
    applied = made.in_another_terminal("roadmap", "apply", "--day", "2")
    assert applied.returncode == 0, applied.stderr
    yield made
    made.end()


class Watcher:
    """Asks the app for a page of data again and again, and keeps the answers' codes."""

    def __init__(self, lab: Lab) -> None:
        self.codes: list[int] = []
        self._url = f"{lab.services['web']['url']}/api/v1/auth/login"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        wait_for(lambda: self.codes)
        return self

    def __exit__(self, *_: object) -> None:
        seen = len(self.codes)
        wait_for(lambda: len(self.codes) > seen + 5 and self.codes[-1] == 200)
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        body = json.dumps({"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}).encode()
        while not self._stop.is_set():
            request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    self.codes.append(answer.status)
            except urllib.error.HTTPError as error:
                self.codes.append(error.code)
            time.sleep(0.02)


def asked(url: str, query: str) -> str:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return str(cursor.fetchone()[0])
    finally:
        connection.close()


def test_the_app_goes_on_by_itself_after_a_save_and_a_restore(lab: Lab) -> None:
    url = lab.services["postgres"]["admin_url"]
    with Watcher(lab) as watcher:
        saved = lab.in_another_terminal("lab", "checkpoint", "save", "day-2")
        assert saved.returncode == 0, saved.stderr
        asked(url, "with gone as (delete from comments returning 1) select count(*) from gone")
        restored = lab.in_another_terminal("lab", "checkpoint", "restore", "day-2")
        assert restored.returncode == 0, restored.stderr
    assert set(watcher.codes) <= {200, 503}
    assert int(asked(url, "select count(*) from comments")) > 0
    listed = lab.in_another_terminal("lab", "checkpoint", "list", "--json")
    (found,) = json.loads(listed.stdout)["checkpoints"]
    assert (found["name"], found["day"]) == ("day-2", 2)


def test_a_pack_keeps_the_counters_and_the_truth(lab: Lab, tmp_path: Path) -> None:
    url = lab.services["postgres"]["admin_url"]
    scans = "select sum(seq_scan + coalesce(idx_scan, 0)) from pg_stat_user_tables"
    calls = (
        "select sum(calls) from pg_stat_statements where dbid ="
        " (select oid from pg_database where datname = current_database())"
    )
    before = [int(asked(url, query)) for query in (scans, calls)]
    with Watcher(lab) as watcher:
        made = lab.in_another_terminal("lab", "pack", "--out", str(tmp_path / "two.tar.gz"), "--day", "2")
        assert made.returncode == 0, made.stdout + made.stderr
    assert set(watcher.codes) <= {200, 503}
    truth = json.loads((tmp_path / "two.expected.json").read_text())
    assert (truth["day"], truth["schema"]) == (2, "taskpilot.expected/1")
    found = unpacked(tmp_path / "two.tar.gz", scans, calls, SECRET, "select count(*) from pg_database")
    assert all(int(kept) >= counted > 0 for kept, counted in zip(found[:2], before, strict=True))
    assert found[2:] == ["postgres,taskpilot", "4"]


def unpacked(pack: Path, *queries: str) -> list[str]:
    """What a server made of a pack answers a superuser, in a terminal without a lab."""
    program = (
        "import os, sys, psycopg2\n"
        "cursor = psycopg2.connect(os.environ['ADMIN_URL']).cursor()\n"
        "open(os.environ['TASKPILOT_EXPECTED']).read()\n"
        "for query in sys.argv[1:]:\n    cursor.execute(query); print(cursor.fetchone()[0])\n"
    )
    unpack = [sys.executable, "-m", "flask", "lab", "unpack", str(pack), "--"]
    done = subprocess.run(
        [*unpack, sys.executable, "-c", program, *queries],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("given", "words"), [(("--day", "1"), "at the end of day 2"), (("nowhere",), "nowhere")]
)
def test_a_pack_that_cannot_be_made_is_refused(lab: Lab, given: tuple[str, ...], words: str) -> None:
    done = lab.in_another_terminal("lab", "pack", *given)
    assert (done.returncode, words in done.stderr) == (2, True)


def test_advice_that_helps_is_told_from_noise_and_its_copies_go(lab: Lab, tmp_path: Path) -> None:
    url = lab.services["postgres"]["admin_url"]
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(SLEEPY)
    connection.close()
    (tmp_path / "advice.sql").write_text("drop trigger wait_a_little on activity_log;")
    done = lab.in_another_terminal(
        *("lab", "trial", "--sql", str(tmp_path / "advice.sql"), "--users", "24", "--seconds", "6"),
        *("--think-time", "0.02", "--json", "--out", str(tmp_path / "out")),
    )
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    created = next(one for one in found["figures"] if one["name"] == "p95 of POST /api/v1/issues")
    assert created["verdict"] == "better", created
    assert found["advice"]["statements"][0]["blocks"] == {"public.activity_log": "reads and writes"}
    assert json.loads((tmp_path / "out" / "trial.json").read_text()) == found
    assert asked(url, "select count(*) from pg_database where datname like '%trial%'") == "0"
    assert asked(url, "select count(*) from pg_trigger where tgname = 'wait_a_little'") == "1"


def test_a_large_database_is_copied_into_a_server_of_the_trials_own(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKPILOT_LAB_DIR", str(lab.folder))
    admin = lab_admin_url()
    assert admin is not None
    own = make_url(load_settings().require_database_url())
    account = service_account()
    with work_folder(account) as home:
        said: list[str] = []
        source = Source(admin, own, home, account, load_settings(), said.append, large_bytes=1)
        with two_copies(source) as copies:
            ports = {copy.port for copy in copies}
            rows = [
                asked(plain(copy), "select count(*) > 0 and current_user = 'taskpilot' from issues")
                for copy in copies
            ]
    assert rows == ["True", "True"]
    assert len(ports) == 1
    assert ports != {own.port}
    assert not home.exists()
    assert "base backup" in said[-1]


def plain(url: URL) -> str:
    return plain_url(url.render_as_string(hide_password=False))


def test_a_trial_that_is_interrupted_leaves_nothing(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "advice.sql").write_text("create index concurrently on issues (due_date);")
    process = lab.beginning("lab", "trial", "--sql", str(tmp_path / "advice.sql"))
    url = lab.services["postgres"]["admin_url"].rpartition("/")[0] + "/postgres"
    wait_for(lambda: asked(url, "select count(*) from pg_stat_activity where datname like '%trial_b'") != "0")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 2
    assert asked(url, "select count(*) from pg_database where datname like '%trial%'") == "0"
