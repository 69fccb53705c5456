"""Promise 6: a change that is struck anywhere leaves a state that the next `apply` goes on from.

One fault of four at each change, before a statement drawn from a seed: the applier is killed, the server or
its session is killed, the connection is lost, or somebody else holds every lock that is left.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from lab.binaries import postgres_binaries
from lab.databases import admin_engine, provide_database
from lab.postgres import APP_USER
from lab.unprivileged import service_account, service_home
from roadmap import log
from roadmap.apply import apply_next, apply_until, current_revision, pending, revert_to
from roadmap.catalogue import Revision, applied_at, last_day, revisions
from roadmap.plan import CONTROL, SCRIPTED, Plan
from roadmap.schema import differences, snapshot
from tests.conftest import HastyPostgres, free_port
from tests.drills.conftest import Figure
from tests.drills.struck import FAULTS, Applier, Server, strike, until
from tests.roadmap.conftest import ROWS

pytestmark = pytest.mark.promise(6)

SEED = 6
SAMPLE = 25
SAMPLED_DAYS = 6
DEEPEST = 12
EVERY_MISTAKE = Plan("drawn", 42, 1.0)
KINDS = {
    "create table": r"^\s*create (unlogged )?table",
    "create index concurrently": r"^\s*create (unique )?index concurrently",
    "create index": r"^\s*create (unique )?index (?!concurrently)",
    "drop index": r"^\s*drop index",
    "add column": r"add column",
    "change of type": r"alter (column )?\w+ (set data )?type",
    "constraint not valid": r"not valid",
    "validate constraint": r"validate constraint",
    "add constraint": r"add (constraint|foreign key|check|unique|primary key)(?!.*not valid)",
    "attach partition": r"attach partition",
    "detach partition": r"detach partition",
    "backfill": r"^\s*update (?!alembic)",
    "moved rows": r"^\s*(insert into (?!lab\.)|with .* insert into (?!lab\.)|delete from)",
    "rename": r"rename (to|column)",
    "drop table or column": r"drop (table|column)",
    "function or trigger": r"create (or replace )?(function|trigger)",
    "view": r"create (or replace )?(materialized )?view",
    "storage or autovacuum": r"set \((autovacuum|fillfactor|toast|n_distinct)",
}
GONE = "select count(*) = 0 from pg_stat_activity where application_name = 'applier'"


@pytest.fixture(scope="module")
def server(_own_lab: Path) -> Iterator[Server]:
    """A server that may be killed, with a database `before` of 400 issues at the baseline."""
    account = service_account()
    home = service_home(_own_lab, account) / "struck"
    with account.acting():
        home.mkdir(mode=0o700)
    cluster = HastyPostgres(home, free_port(), postgres_binaries(None, home, account), account)
    cluster.create()
    made = Server(cluster, cluster.start())
    provide_database(cluster, "before")
    engine = made.engine("before")
    apply_until(engine, 0)
    with engine.begin() as connection:
        connection.execute(text(ROWS))
    yield made
    made.process.kill()
    made.process.wait()


def copied(server: Server, source: str, name: str) -> Engine:
    """A copy of a database that nobody uses."""
    with admin_engine(server.cluster).connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
        connection.execute(text(f'create database "{name}" template "{source}" owner {APP_USER}'))
    return server.engine(name)


def schema(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return snapshot(connection)


def agreed(engine: Engine) -> set[str]:
    """The changes that are applied, by the schema's version and by the log, which have to agree."""
    with engine.connect() as connection:
        until(lambda: connection.execute(text(GONE)).scalar() or connection.rollback())
        by_version = {revision.id for revision in applied_at(current_revision(connection))}
        assert by_version == set(log.applied(connection))
        return by_version


def go_on(engine: Engine, change: Revision, plan: Plan) -> None:
    """The next `apply`, up to a change."""
    if change.id not in agreed(engine):
        apply_next(engine, plan=plan)
    apply_until(engine, max(0, change.day - 1), plan=plan)
    assert change.id in agreed(engine)


def come_to(engine: Engine, change: Revision, plan: Plan) -> None:
    """Apply all that comes before a change."""
    apply_until(engine, max(0, change.day - 1), plan=plan)
    while (to_come := next_of(engine)) != change:
        assert to_come is not None and apply_next(engine, plan=plan)


def next_of(engine: Engine) -> Revision | None:
    with engine.connect() as connection:
        return next(iter(pending(connection, last_day())), None)


def strike_at_each(server: Server, plan: Plan, changes: list[Revision]) -> Counter[str]:
    """Apply the whole roadmap, strike at the chosen changes, and compare with an undisturbed run."""
    draws = random.Random(SEED)
    whole, struck = copied(server, "before", "whole"), copied(server, "before", "struck")
    counting = Applier(whole.url.render_as_string(hide_password=False))
    applier = Applier(struck.url.render_as_string(hide_password=False))
    met: Counter[str] = Counter()
    try:
        for change in changes:
            for engine in (whole, struck):
                come_to(engine, change, plan)
            undisturbed = counting.run(0, lambda *_: True, do="apply", plan=str(plan))
            assert undisturbed.code == 0 and undisturbed.statements, undisturbed.said
            fault, at = draws.choice(FAULTS), draws.randint(1, len(undisturbed.statements))
            with strike(server, struck, fault, draws) as blow:
                ended = applier.run(at, blow, do="apply", plan=str(plan))
            assert ended.code in (0, 2, -9), f"{change.id}, {fault} before statement {at}: a traceback"
            met[fault] += ended.met
            go_on(struck, change, plan)
        for engine in (whole, struck):
            apply_until(engine, last_day(), plan=plan)
        assert differences(schema(whole), schema(struck)) == []
    finally:
        counting.end()
        applier.end()
    return met


def sampled() -> list[Revision]:
    """Some changes, in their order."""
    chosen = random.Random(SEED).sample(range(len(revisions())), SAMPLE)
    return [revisions()[at] for at in sorted(chosen)]


def test_a_sample_of_changes_bears_a_fault_each(server: Server, figure: Figure) -> None:
    met = strike_at_each(server, SCRIPTED, sampled())
    assert sum(met.values()) == SAMPLE
    figure("changes struck", f"{SAMPLE} of {len(revisions())}: {shown(met)}; the schema as undisturbed")


@pytest.mark.long
@pytest.mark.parametrize("plan", [EVERY_MISTAKE], ids=str)
def test_every_change_bears_a_fault(server: Server, plan: Plan, figure: Figure) -> None:
    met = strike_at_each(server, plan, list(revisions()))
    assert sum(met.values()) == len(revisions())
    figure(f"changes struck, {plan}", f"{sum(met.values())}: {shown(met)}; the schema as undisturbed")


def shown(met: Counter[str]) -> str:
    return ", ".join(f"{met[fault]} {fault}" for fault in FAULTS)


@pytest.mark.long
@pytest.mark.parametrize("plan", [CONTROL], ids=str)
def test_every_kind_of_step_bears_every_fault(server: Server, plan: Plan, figure: Figure) -> None:
    draws, found = random.Random(SEED), set()
    whole = copied(server, "before", "walked")
    counting = Applier(whole.url.render_as_string(hide_password=False))
    try:
        for change in revisions():
            copied(server, "walked", "start")
            statements = counting.run(0, lambda *_: True, do="apply", plan=str(plan)).statements or []
            apply_until(whole, max(0, change.day - 1), plan=plan)
            for kind, at in steps(statements):
                if kind not in found:
                    found.add(kind)
                    strike_with_all(server, change, at, plan, schema(whole), draws)
    finally:
        counting.end()
    assert found == {kind for kind in KINDS if kind in found} and len(found) >= len(KINDS) - 2, (
        set(KINDS) - found
    )
    figure(
        f"kinds of step, {plan}", f"{len(found)}, each with {len(FAULTS)} faults: {', '.join(sorted(found))}"
    )


def steps(statements: list[str]) -> list[tuple[str, int]]:
    """The kinds of step among a change's statements, each with the number of its first one."""
    return [
        (kind, at)
        for kind, pattern in KINDS.items()
        for at in [
            next((n for n, sql in enumerate(statements, 1) if re.search(pattern, sql, re.I | re.S)), 0)
        ]
        if at
    ]


def strike_with_all(
    server: Server, change: Revision, at: int, plan: Plan, after: dict[str, str], draws: random.Random
) -> None:
    """Strike before and after one statement with each fault, on a copy each; the next apply ends the same."""
    for fault in FAULTS:
        for moment in (at, at + 1):
            struck = copied(server, "start", "scratch")
            applier = Applier(struck.url.render_as_string(hide_password=False))
            with strike(server, struck, fault, draws) as blow:
                ended = applier.run(moment, blow, do="apply", plan=str(plan))
            applier.end()
            assert ended.code in (0, 2, -9), f"{change.id}, {fault} before statement {moment}: a traceback"
            go_on(struck, change, plan)
            assert differences(after, schema(struck)) == [], f"{change.id}, {fault} before statement {moment}"


def strike_reverts(server: Server, days: list[int]) -> Counter[str]:
    """Take the whole roadmap back, strike on the chosen days, and compare with what was there before it."""
    draws, met = random.Random(SEED), Counter[str]()
    struck = copied(server, "before", "reverted")
    before = schema(struck)
    apply_until(struck, last_day(), plan=SCRIPTED)
    applier = Applier(struck.url.render_as_string(hide_password=False))
    for day in sorted(days, reverse=True):
        revert_to(struck, day)
        fault, at = draws.choice(FAULTS), draws.randint(1, DEEPEST)
        with strike(server, struck, fault, draws) as blow:
            ended = applier.run(at, blow, do="revert", day=day - 1)
        assert ended.code in (0, 2, -9), f"reverting day {day}, {fault} before statement {at}: a traceback"
        met[fault] += ended.met
        agreed(struck)
        revert_to(struck, day - 1)
        agreed(struck)
    applier.end()
    revert_to(struck, 0)
    assert differences(before, schema(struck)) == []
    return met


def test_a_sample_of_reverts_bears_a_fault_each(server: Server, figure: Figure) -> None:
    met = strike_reverts(server, random.Random(SEED).sample(range(1, last_day() + 1), SAMPLED_DAYS))
    assert sum(met.values())
    figure("days taken back and struck", f"{sum(met.values())}: {shown(met)}; the baseline as before")


@pytest.mark.long
def test_every_revert_bears_a_fault(server: Server, figure: Figure) -> None:
    met = strike_reverts(server, list(range(1, last_day() + 1)))
    figure("days taken back and struck, all", f"{sum(met.values())}: {shown(met)}; the baseline as before")
