"""The disk is full: whoever writes is told so, nothing is torn, and all goes on as soon as there is room."""

import json
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import psycopg2
import pytest
import redis

from lab.processes import runs
from tests.drills.compare import compare
from tests.drills.conftest import Figure
from tests.drills.disk import Disk, small_disk
from tests.drills.labs import asked, states, takes_connections, until
from tests.drills.ledger import writing
from tests.lab.labs import Lab, a_lab

pytestmark = pytest.mark.promise(8)

USERS = 20
DOWN_S = 30.0
PATIENCE_S = 60.0
SEEDED_BYTES = 12 * 2**20
USE_UP_THE_WAL = ("select pg_switch_wal()", "create table ballast as select generate_series(1, 200000)")
CONTRADICTIONS = (
    "comment_counts",
    "field_history",
    "numbers_are_dense",
    "one_creation",
    "status_history",
    "versions",
    "tenants_of_activity",
    "tenants_of_children",
    "tenants_of_comments",
    "tenants_of_issues",
)
CHECK_INDEXES = """
    select count(bt_index_check(c.oid, true)) from pg_class c join pg_am a on a.oid = c.relam
    where a.amname = 'btree' and c.relpersistence = 'p' and c.relkind = 'i'
"""
CHECK_TABLES = """
    select c.relname, h.msg from pg_class c, verify_heapam(c.oid) h
    where c.relkind in ('r', 'm', 't') and c.relpersistence = 'p'
"""


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    """The lab's disk."""
    with small_disk() as made:
        yield made


@pytest.fixture(scope="module")
def lab(disk: Disk) -> Iterator[Lab]:
    """A lab that has everything on that disk."""
    with a_lab(disk.folder, WEB_CONCURRENCY="2") as made:
        yield made
        disk.make_room()


def wait_until_back(lab: Lab) -> None:
    """Wait until every service runs, and PostgreSQL has recovered, too."""
    database = lab.services["postgres"]["admin_url"]
    until(
        lambda: takes_connections(database) and states(lab) == {"running"}, PATIENCE_S, "the services' return"
    )


@pytest.fixture(autouse=True)
def _room_after(lab: Lab, disk: Disk) -> Iterator[None]:
    """Whatever a drill came to, the next one has room."""
    yield
    disk.make_room()
    wait_until_back(lab)


def flask(lab: Lab, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `flask …` in another terminal."""
    return lab.in_another_terminal(*arguments)


def assert_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """A refusal: exit code 2 and one line on stderr, which is returned."""
    said = [line for line in done.stderr.strip().splitlines() if line]
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(said) == 1, done.stderr
    return said[0]


def stops_for_want_of_room(database: str) -> bool:
    """Write WAL, as a busy server does; True once there is no server that would take it."""
    for statement in USE_UP_THE_WAL:
        with suppress(psycopg2.Error):
            asked(database, statement)
    return not takes_connections(database)


def takes_no_writes(url: str) -> bool:
    """Whether a Valkey refuses to write for want of room; each try is something to be written."""
    with redis.Redis.from_url(url, retry=None) as client:
        try:
            client.set("drill", "x" * 1000)
        except redis.ResponseError as refused:
            return str(refused).startswith("MISCONF")
        except redis.RedisError:
            return False
    return False


def sampled_since(lab: Lab, moment: float) -> bool:
    """Whether the lab's sampler has kept anything since a moment."""
    with closing(sqlite3.connect(lab.folder / "watch" / "samples.sqlite", timeout=5)) as samples:
        return bool(samples.execute("select 1 from wal where at > ?", (moment,)).fetchall())


def console_says(web: str) -> str:
    """What the console's page tells of the lab's disks."""
    with urllib.request.urlopen(f"{web}/lab/state", timeout=10) as answer:
        return " ".join(json.loads(answer.read())["shortages"])


def assert_sound(database: str) -> int:
    """No page and no index is damaged; returns how many indexes were read."""
    asked(database, "create extension if not exists amcheck")
    assert asked(database, CHECK_TABLES) == []
    return int(asked(database, CHECK_INDEXES)[0][0])


def test_users_wait_and_nothing_is_lost(lab: Lab, disk: Disk, figure: Figure) -> None:
    services = lab.services
    database = services["postgres"]["admin_url"]
    supervisor = lab.supervisor
    with writing(services["web"]["url"], USERS) as ledger:
        ledger.wait_for_successes(200)
        disk.fill()
        until(lambda: any("disk is full" in said for said in ledger.details), PATIENCE_S, "a clear answer")
        until(lambda: stops_for_want_of_room(database), PATIENCE_S, "using up the WAL")
        down_at = time.monotonic()
        until(lambda: time.monotonic() - down_at > DOWN_S, DOWN_S + 5, "time without room")
        assert runs(supervisor), "the lab has given up"
        shown, on_the_page = lab("status").stdout, console_says(services["web"]["url"])
        disk.make_room()
        room_at = time.monotonic()
        ledger.wait_for_successes(200)
        back_s = (ledger.first_since(room_at, 201) or 0) - room_at
    found = compare(ledger, database)
    figure("users", USERS)
    figure("writes answered", f"{len(ledger.answered)}, {ledger.retried} of them at a later try")
    figure("answers of 503", ledger.statuses[503])
    figure("lost, doubled", f"{len(found.lost)}, {len(found.doubled)}")
    figure("writes again after", f"{back_s:.1f} s of room")
    found.assert_whole()
    assert "0 B left: make room" in shown, shown
    assert "0 B left: make room" in on_the_page, on_the_page
    assert set(ledger.answered) == set(ledger.attempted), ledger
    assert not ledger.server_errors, ledger
    assert not ledger.broken, ledger
    assert not ledger.unadvised, ledger
    wait_until_back(lab)
    figure("indexes sound", assert_sound(database))
    checks = json.loads(flask(lab, "seed", "check", "--json").stdout)["checks"]
    assert {check["name"]: check["holds"] for check in checks if check["name"] in CONTRADICTIONS} == (
        dict.fromkeys(CONTRADICTIONS, True)
    )


def test_commands_say_so_in_a_line_and_go_on_after(lab: Lab, disk: Disk, figure: Figure) -> None:
    again = [("roadmap", "apply", "--day", "6"), ("seed", "grow", "--days", "3")]
    for command in again:
        disk.fill(leave_kb=256)
        said = assert_one_line(flask(lab, *command))
        assert "make room on its disk" in said, said
        disk.make_room()
        wait_until_back(lab)
    for command in again:
        done = flask(lab, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    figure("commands stopped by it", "roadmap apply, seed grow, seed")
    figure("indexes sound after the commands", assert_sound(lab.services["postgres"]["admin_url"]))


def test_a_seed_that_fills_the_disk_is_resumed(lab: Lab, disk: Disk) -> None:
    database = lab.services["postgres"]["admin_url"]
    with ThreadPoolExecutor(1) as pool:
        before = disk.free
        seeding = pool.submit(flask, lab, "seed", "--reset", "--scale", "0.006", "--jobs", "1")
        until(lambda: before - disk.free > SEEDED_BYTES or seeding.done(), PATIENCE_S, "the seed's beginning")
        disk.fill()
        said = assert_one_line(seeding.result())
    assert "make room on its disk; go on with 'flask seed --resume'" in said, said
    disk.make_room()
    wait_until_back(lab)
    done = flask(lab, "seed", "--resume")
    assert done.returncode == 0, done.stderr
    assert flask(lab, "seed", "check").returncode == 0
    assert_sound(database)


def test_a_full_disk_of_valkey_and_the_logs_fails_no_request(database_url: str, figure: Figure) -> None:
    """The database is elsewhere: what the rest of the lab cannot write is no user's trouble."""
    with small_disk() as disk, a_lab(disk.folder, WEB_CONCURRENCY="2", DATABASE_URL=database_url) as lab:
        supervisor = lab.supervisor
        with writing(lab.services["web"]["url"], USERS) as ledger:
            ledger.wait_for_successes(200)
            disk.fill()
            valkey = lab.services["redis"]["url"]
            until(lambda: takes_no_writes(valkey), PATIENCE_S, "Valkey's refusal")
            ledger.wait_for_successes(300)
            assert runs(supervisor), "the lab has given up"
            disk.make_room()
            room_at = time.time()
            until(lambda: states(lab) == {"running", "external"}, PATIENCE_S, "the services' return")
            until(lambda: sampled_since(lab, room_at), PATIENCE_S, "a new sample")
            ledger.wait_for_successes(100)
        figure("failed requests, database elsewhere", ledger.failed)
        compare(ledger, database_url).assert_whole()
        assert not ledger.failed, ledger
        untried = "select count(*) from webhook_deliveries where attempts = 0"
        until(lambda: asked(database_url, untried) == [(0,)], PATIENCE_S, "sending what waited")


def test_a_start_on_a_full_disk_says_so(disk: Disk) -> None:
    disk.fill()
    other = Lab(disk.folder / "other")
    try:
        started = other("up", "--detach", "--scale", "0.001")
    finally:
        disk.make_room()
        other.end()
    assert started.returncode == 2, started.stdout + started.stderr
    assert "make room" in started.stdout + started.stderr, started.stdout + started.stderr
