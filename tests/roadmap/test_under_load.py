"""The whole roadmap under the personas' load: each label proved, nothing broken, all of it taken back."""

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from roadmap import log
from roadmap.apply import apply_until, revert_to
from roadmap.catalogue import last_day, revisions
from roadmap.change import FLAWED
from roadmap.plan import CONTROL, EVERY_MISTAKE, SCRIPTED, Plan
from roadmap.schema import differences, snapshot
from roadmap.truth import contradictions, verified
from seeding.check import check
from tests.locustfiles.conftest import LOCUST, ROOT, locust_environment, until
from tests.locustfiles.served import served
from webapp.settings import Settings

pytestmark = pytest.mark.slow
USERS = ("-u", "20", "-r", "20", "--think-time", "0.3", "--gates", "errors", "--json")
ENDS_WITHIN_S = 60
NEARLY = 0.9
FEWEST_EXERCISES = 5
FOUND_WITHIN_S = 120
LONG = timedelta(seconds=0.5)
DAYS = (20, 30, 40, 50, 60)


@contextmanager
def loaded(host: str) -> Iterator[Callable[[], Any]]:
    """Twenty users of the default mix; what is given ends them and tells how it went."""
    command = [str(LOCUST), "--headless", "--only-summary", *USERS]
    process = subprocess.Popen(
        command, cwd=ROOT, env=locust_environment(host), stdout=subprocess.PIPE, text=True
    )

    def summary() -> Any:
        process.send_signal(signal.SIGINT)
        return json.loads(process.communicate(timeout=ENDS_WITHIN_S)[0])

    try:
        yield summary
    finally:
        process.kill()
        process.wait()


def unexplained(failures: list[Any], entries: dict[str, log.Entry]) -> list[Any]:
    """The failures that no mistake's own lock accounts for.

    Who waits for it reaches the statement's limit, who waits for their connections the pool's, and who waits
    for their threads the queue's.
    """
    limits = Settings.model_fields
    waits_s = (limits["database_pool_timeout_s"].default, limits["web_queue_timeout_s"].default)
    shortest_ms = min(limits["statement_timeout_ms"].default, *(1000 * wait for wait in waits_s))
    waits_ms = [entry.longest_wait_ms or 0 for entry in entries.values() if entry.way == FLAWED]
    blocked = max(waits_ms, default=0) > NEARLY * shortest_ms
    return [failure for failure in failures if not (blocked and "503" in failure["reason"])]


def exercised(requests: Path) -> int:
    """How many of the changes' own paths were asked for, by the app's log."""
    exercises = [exercise for revision in revisions() for exercise in revision.change.exercises]
    own = {exercise.path for exercise in exercises if exercise.takes_over is None}
    seen = requests.read_text()
    return sum(bool(re.search("/api/v1" + re.sub("<[^>]+>", "[^/ ?]+", path) + "[ ?]", seen)) for path in own)


def schema_of(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return snapshot(connection)


@pytest.mark.parametrize("plan", [SCRIPTED, CONTROL, EVERY_MISTAKE], ids=str)
def test_every_day_is_applied_proved_and_taken_back_under_load(
    seeded: Callable[[], str], tmp_path: Path, plan: Plan
) -> None:
    url = seeded()
    engine = create_engine(url, poolclass=NullPool)
    baseline = schema_of(engine)
    documents = []
    requests = tmp_path / "web.log"
    with served(url, requests) as host, loaded(host) as summary:
        for day in range(1, last_day() + 1):
            apply_until(engine, day, plan=plan)
            if day in DAYS:
                documents.append(verified(engine))
        with engine.connect() as connection:
            entries = log.applied(connection)
        until(lambda: exercised(requests) >= FEWEST_EXERCISES, FOUND_WITHIN_S, "the personas use what is new")
        revert_to(engine, 0)
        found = summary()
    assert {document["day"]: contradictions(document) for document in documents} == {day: [] for day in DAYS}
    present = {finding["present"] for document in documents for finding in document["findings"]}
    assert plan is not CONTROL or present == {False}
    long = [entry for entry in entries.values() if entry.applied_at - entry.started_at > LONG]
    assert long, "no change took long enough to meet the load"
    assert [entry.change for entry in long if not entry.under_load] == []
    assert differences(baseline, schema_of(engine)) == []
    with engine.connect() as connection:
        assert [str(finding) for finding in check(connection) if not finding.holds] == []
    assert unexplained(found["failures"], entries) == []
