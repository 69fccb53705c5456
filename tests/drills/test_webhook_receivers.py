"""Webhook receivers that mean harm: bounded time and memory, another try later, an end, nobody else held up.

The worker and the scheduler are real processes with production's rule about private addresses; only the
resolver and the wire are pretended (tests/drills/internet), so that a name can turn from public to private.
"""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median

import psutil
import pytest
import redis
from sqlalchemy import Engine, text

from tests.drills import hostile
from tests.drills.conftest import Figure
from tests.drills.hostile import Hostile, answering
from tests.lab.conftest import wait_for
from tests.webapp.jobs.conftest import JOBS
from tests.webapp.world import insert_world
from webapp.jobs.outbox import MOST_ATTEMPTS
from webapp.jobs.queue import enqueue
from webapp.jobs.webhook_request import WHOLE_TIMEOUT_S
from webapp.paths import ROOT

pytestmark = pytest.mark.promise(5)

MIB = 1 << 20
INTERNET = ROOT / "tests" / "drills" / "internet"
SLOW = (hostile.silent, hostile.drips_headers, hostile.drips_body, hostile.drips_status)
LOUD = (hostile.endless_headers, hostile.endless_continue, hostile.gigabyte, hostile.gzip_bomb,
        hostile.endless_chunks)  # fmt: skip
EVENTS_OF_EACH = 30
EVERY_S = 0.25  # more load than one run at a time needs: the next event comes while the last is under way
DELAY_LIMIT_S = 3.0
GROWTH_LIMIT_MIB = 48
ADD = """
with w as (
    insert into webhooks (organization_id, url, events, secret) values (1, :url, '{issue.created}', 's')
    returning id
)
insert into webhook_deliveries (webhook_id, event, payload)
select w.id, 'issue.created', jsonb_build_object('n', n) from w, generate_series(1, :events) n
"""


class World:
    """An outbox, a Redis, and receivers by name on the pretended internet."""

    def __init__(self, database: Engine, redis_url: str, folder: Path) -> None:
        self.database, self.redis_url, self.folder = database, redis_url, folder
        self.receivers: dict[str, Hostile] = {}
        self.answers: dict[str, list[list[str]]] = {}
        self.routes: dict[str, int] = {}
        self._stack = ExitStack()

    def receiver(self, name: str, behave: hostile.Behave) -> Hostile:
        """A receiver with a public address of its own."""
        made = self.receivers[name] = self._stack.enter_context(Hostile(behave).serving())
        address = f"93.184.216.{len(self.routes) + 1}"
        self.routes[address] = made.port
        self.answers[self.host(name)] = [[address]]
        return made

    def host(self, name: str) -> str:
        """The host of a receiver."""
        return f"{name}.receivers.org".replace("_", "-")

    def webhook(self, name: str, events: int = 0, port: int = 80) -> None:
        """A webhook to a receiver, with events that are due."""
        self.run(ADD, url=f"http://{self.host(name)}:{port}/hook", events=events)

    def run(self, sql: str, **parameters: object) -> list[tuple[object, ...]]:
        """Run a statement and return its rows, if it has any."""
        with self.database.begin() as connection:
            result = connection.execute(text(sql), parameters)
            return [tuple(row) for row in result] if result.returns_rows else []

    def hint(self) -> None:
        """Say what a request says that wrote an event."""
        with redis.Redis.from_url(self.redis_url) as client:
            enqueue(client, "deliver_webhooks")

    def states(self) -> dict[str, tuple[object, ...]]:
        """Status, attempts, response status, error and wait (seconds) of each host's first delivery."""
        rows = self.run(
            "select substring(w.url from '//([^:/]*)'), d.status::text, d.attempts, d.response_status,"
            " d.error, extract(epoch from d.next_attempt_at - now())::float8"
            " from webhook_deliveries d join webhooks w on w.id = d.webhook_id order by d.id desc"
        )
        return {str(row[0]): row[1:] for row in rows}

    def start(self, *command: str) -> psutil.Process:
        """Start `flask jobs …` on this world, with the rule about private addresses on."""
        table = self.folder / "internet.json"
        table.write_text(json.dumps({"names": self.answers, "routes": self.routes}))
        environment = os.environ | {
            "DATABASE_URL": self.database.url.render_as_string(hide_password=False),
            "REDIS_URL": self.redis_url, "PRETEND_INTERNET": str(table), "PYTHONPATH": f"{INTERNET}:{ROOT}",
        }  # fmt: skip
        log = self._stack.enter_context((self.folder / f"{command[0]}.log").open("wb"))
        process = subprocess.Popen([*JOBS, *command], cwd=ROOT, env=environment, stdout=log, stderr=log)
        self._stack.callback(_end, process)
        return psutil.Process(process.pid)

    def close(self) -> None:
        """Stop everything."""
        self._stack.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait(5)
    for child in children:
        if child.is_running():
            child.kill()


@pytest.fixture
def world(database: Engine, redis_url: str, tmp_path: Path) -> Iterator[World]:
    """An outbox without events, of two organizations."""
    with database.begin() as connection:
        insert_world(connection)
        connection.execute(text("delete from webhooks"))
    made = World(database, redis_url, tmp_path)
    yield made
    made.close()


class Memory:
    """The most that any one process under another holds, looked at ten times a second."""

    def __init__(self, root: psutil.Process) -> None:
        self._root = root
        self._over = threading.Event()
        self.peak = 0
        threading.Thread(target=self._look, daemon=True).start()

    def end(self) -> float:
        """The most that was seen (MiB)."""
        self._over.set()
        return self.peak / MIB

    def _look(self) -> None:
        while not self._over.wait(0.1):
            with suppress(psutil.NoSuchProcess):
                for process in [self._root, *self._root.children(recursive=True)]:
                    self.peak = max(self.peak, process.memory_info().rss)


def _send_for(world: World, seconds: float, names: list[str]) -> dict[int, float]:
    """Put an event into the outbox again and again, for one good receiver after the other: when, by id."""
    wrote: dict[int, float] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        host = world.host(names[len(wrote) % len(names)])
        [(number,)] = world.run(
            "insert into webhook_deliveries (webhook_id, event, payload)"
            " select id, 'issue.created', '{}' from webhooks where url like :url returning id",
            url=f"http://{host}:%",
        )
        wrote[int(str(number))] = time.time()
        world.hint()
        time.sleep(EVERY_S)  # the load's own pace: nothing is waited for
    return wrote


def _delays(world: World, wrote: dict[int, float], names: list[str]) -> list[float]:
    """Seconds from the commit of each event to its arrival, once all are there."""
    good = [world.receivers[name] for name in names]

    def came() -> dict[int, float]:
        pairs = [pair for one in good for pair in zip(list(one.bodies), one.requests, strict=False)]
        return {json.loads(body)["id"]: at for body, at in pairs}

    wait_for(lambda: wrote.keys() <= came().keys())
    return [came()[number] - at for number, at in wrote.items()]


@pytest.mark.parametrize(
    ("kinds", "load_s"),
    [((*SLOW, *LOUD, hostile.resets), 8), (SLOW * 8, 22)],
    ids=["ten_of_all_kinds", "thirty_two_that_wait"],
)
def test_hostile_receivers_hold_up_nobody_and_cost_neither_time_nor_memory(
    world: World, kinds: tuple[hostile.Behave, ...], load_s: float, figure: Figure
) -> None:
    hostiles = [f"{behave.__name__}_{number}" for number, behave in enumerate(kinds)]
    good = ["good_1", "good_2", "good_3"]
    for name in good:
        world.receiver(name, answering(b"204 No Content"))
        world.webhook(name)
    for name, behave in zip(hostiles, kinds, strict=True):
        world.receiver(name, behave)
    worker = world.start("worker", "--processes", "2")
    world.start("schedule")
    _delays(world, _send_for(world, 0.1, good), good)  # until the worker is up
    alone = Memory(worker)
    quiet = _delays(world, _send_for(world, 3, good), good)
    before = alone.end()
    for name in hostiles:
        world.webhook(name, EVENTS_OF_EACH)
    watched = Memory(worker)
    busy = _delays(world, _send_for(world, load_s, good), good)
    attacked = [world.receivers[name] for name in hostiles]
    wait_for(lambda: all(one.held for one in attacked))
    peak = watched.end()
    longest = max(max(one.held) for one in attacked)
    beside = f"beside {len(kinds)} hostile receivers"
    figure(f"{beside}: attempts on them", sum(len(one.requests) for one in attacked))
    figure(f"{beside}: delay of others (median, longest)", f"{median(busy):.2f} s, {max(busy):.2f} s")
    figure(f"{beside}: the same without them", f"{median(quiet):.2f} s, {max(quiet):.2f} s")
    figure(f"{beside}: longest hold of a connection", f"{longest:.1f} s")
    figure(f"{beside}: memory of a process, before", f"{peak:.0f} MiB, {before:.0f} MiB")
    assert max(busy) < DELAY_LIMIT_S
    assert longest < WHOLE_TIMEOUT_S + 2
    assert peak - before < GROWTH_LIMIT_MIB


FAILING = {
    "fails": answering(b"500 Oh No"),
    "is_busy": answering(b"429 Too Many Requests", b"Retry-After: 900"),
    "resets": hostile.resets,
    "leads_inside": answering(b"302 Found", b"Location: http://127.0.0.1:1/"),
    "leads_in_circles": answering(b"307 Temporary Redirect", b"Location: /hook"),
}


def _attempt_all(world: World, attempt: int) -> dict[str, tuple[object, ...]]:
    """Make all that waits due, have it tried, and return the states after it."""
    world.run("update webhook_deliveries set next_attempt_at = now() where status = 'pending'")
    world.hint()

    def tried() -> bool:
        under_way = world.run(
            "select 1 from webhook_deliveries where attempts < :n"
            " or (status = 'pending' and attempts = :n and error is null)", n=attempt,
        )  # fmt: skip
        answered = world.run("select min(attempts) from webhook_deliveries where error is not null")
        return not under_way and answered == [(attempt,)]

    wait_for(tried)
    return world.states()


def test_a_receiver_that_fails_is_tried_again_ever_later_and_given_up_in_the_end(
    world: World, figure: Figure
) -> None:
    for name, behave in FAILING.items():
        world.receiver(name, behave)
        world.webhook(name, 1)
    world.answers[world.host("private")] = [["10.0.0.1"]]
    world.webhook("private", 1)
    world.start("worker", "--processes", "1")
    waits: list[float] = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        states = _attempt_all(world, attempt)
        waits.append(float(str(states[world.host("fails")][4])))
        if attempt < MOST_ATTEMPTS:
            assert 840 < float(str(states[world.host("is_busy")][4])) < 4400
    figure("waits between attempts", ", ".join(f"{wait:.0f} s" for wait in waits[:-1]))
    assert waits[:-1] == sorted(waits[:-1])
    for attempt, wait in enumerate(waits[:-1], 1):
        assert 0.7 * 5 * 3 ** (attempt - 1) - 10 < wait < 1.25 * 5 * 3 ** (attempt - 1)
    states = world.states()
    assert {state[:2] for state in states.values()} == {("dead", MOST_ATTEMPTS)}
    assert {len(world.receivers[name].requests) for name in FAILING} == {MOST_ATTEMPTS}
    assert "private address" in str(states[world.host("private")][3])
    figure("attempts until the dead letter", MOST_ATTEMPTS)


def test_a_name_that_is_public_first_and_private_then_leads_nowhere(world: World, figure: Figure) -> None:
    """DNS rebinding: the connection goes to the very address that was checked."""
    inside = world.receiver("inside", answering(b"200 OK"))
    outside = world.receiver("outside", answering(b"204 No Content"))
    public = world.answers[world.host("outside")][0][0]
    lookups = {
        "public_then_private": [[public], ["127.0.0.1"]],
        "private_then_public": [["127.0.0.1"], [public]],
        "both_at_once": [["127.0.0.1", public]],
        "metadata": [["169.254.169.254"]],
        "mapped": [["::ffff:127.0.0.1"]],
    }
    for name, answers in lookups.items():
        world.answers[world.host(name)] = answers
        world.webhook(name, 1, port=inside.port)
    world.start("worker", "--processes", "1")
    for _ in range(2):
        world.run("update webhook_deliveries set next_attempt_at = now() where status = 'pending'")
        before = sum(_attempts(world))
        world.hint()
        waiting = world.run("select count(*) from webhook_deliveries where status = 'pending'")[0][0]
        wait_for(lambda before=before, waiting=waiting: sum(_attempts(world)) >= before + int(str(waiting)))
    wait_for(lambda: all(state[0] == "delivered" or state[3] for state in world.states().values()))
    states = {name: world.states()[world.host(name)] for name in lookups}
    figure(
        "deliveries by names that turn, requests that got inside", f"{len(lookups)}, {len(inside.requests)}"
    )
    assert inside.requests == []
    assert len(outside.requests) == 3
    assert states["public_then_private"][:2] == states["both_at_once"][:2] == ("delivered", 1)
    assert states["private_then_public"][:2] == ("delivered", 2)
    assert "private address" in str(states["metadata"][3]) and "private address" in str(states["mapped"][3])


def _attempts(world: World) -> list[int]:
    return [int(str(row[0])) for row in world.run("select attempts from webhook_deliveries")]
