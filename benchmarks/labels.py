"""The labels proved at a scale: every few days the ground truth, and what each slow statement costs.

    python -m benchmarks labels

Seeds a PostgreSQL of its own, plays the roadmap as scripted and once more with every mistake, and verifies it
every five days and on each day that brings a slow statement. A slow statement's mean time must be five times
that of the better way, measured by the mistake's own probe; it ends with exit code 1 where one is less, or
where the database denies a label. BENCH_SCALE (0.1) is the seed's scale.
"""

import os
import time
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from benchmarks._cluster import own_cluster, seeded
from lab.databases import admin_engine
from lab.postgres import APP_USER, EmbeddedPostgres
from roadmap.apply import apply_until
from roadmap.catalogue import last_day, revisions
from roadmap.plan import EVERY_MISTAKE, SCRIPTED, Plan
from roadmap.truth import contradictions, verified

GOAL = 5.0
EVERY_DAYS = 5


def copied(cluster: EmbeddedPostgres, source: str, name: str) -> Engine:
    """An engine on a new copy of a database."""
    database = make_url(source).database
    with admin_engine(cluster).connect() as connection:
        connection.execute(text(f'create database "{name}" template "{database}" owner {APP_USER}'))
    return create_engine(cluster.url(database=name), poolclass=NullPool)


def stops() -> list[int]:
    """The days to look at."""
    slow = {
        revision.day
        for revision in revisions()
        for expect in revision.change.expects
        if expect.ref.kind == "statement"
    }
    return sorted({*range(EVERY_DAYS, last_day() + 1, EVERY_DAYS), *slow, last_day()})


def played(engine: Engine, plan: Plan) -> list[str]:
    """Play all days, print what is found on the way, and return what is wrong."""
    wrong = []
    for day in stops():
        began = time.monotonic()
        apply_until(engine, day, plan=plan)
        applied = time.monotonic()
        document = verified(engine)
        wrong += [f"day {day}, {plan}: {sentence}" for sentence in contradictions(document)]
        states = [finding["present"] for finding in document["findings"]]
        print(
            f"day {day}, {plan}: {states.count(True)} present, {states.count(False)} absent, "
            f"{states.count(None)} open, {len(document['decoys'])} decoys; "
            f"applied in {applied - began:.1f} s, verified in {time.monotonic() - applied:.1f} s",
            flush=True,
        )
        for finding in document["findings"]:
            figures = finding["evidence"] or {}
            if finding["object"]["kind"] == "statement" and finding["present"] and "times_faster" in figures:
                print(row(finding, figures), flush=True)
                if figures["times_faster"] < GOAL:
                    wrong.append(
                        f"day {day}, {plan}: {finding['id']} is {figures['times_faster']} times slower"
                    )
    return wrong


def row(finding: dict[str, Any], figures: dict[str, Any]) -> str:
    """A row of the table: the exercise, pages and milliseconds without and with the mistake's remedy."""
    better = next(name.removeprefix("ms_") for name in figures if name.startswith("ms_"))
    return (
        f"| `{finding['object']['exercise']}` | {finding['mistake']} | {figures['pages']:,} "
        f"| {figures[f'pages_{better}']:,} | {figures['ms']:.2f} | {figures[f'ms_{better}']:.3f} "
        f"| {figures['times_faster']:,.0f} |"
    )


def main() -> None:
    """Run it; SystemExit where a label does not hold."""
    with own_cluster() as cluster:
        source = seeded(cluster, float(os.environ.get("BENCH_SCALE", "0.1")))
        wrong = []
        for plan in (SCRIPTED, EVERY_MISTAKE):
            wrong += played(copied(cluster, source, f"labels_{plan.mode}"), plan)
    if wrong:
        print("\n".join(wrong))
        raise SystemExit(1)


if __name__ == "__main__":
    main()
