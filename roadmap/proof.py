"""Points a mistake's probe at the live database and reads its answer."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from roadmap.catalogue import revisions
from roadmap.change import CLEAN
from roadmap.exercise import Exercise, Query
from roadmap.findings import Finding
from roadmap.labels import printed
from roadmap.log import Entry
from roadmap.mistake import Evidence, Measured, Needs, Outcome, Statement, Target, Unknown
from roadmap.prove import UNCOUNTED, prove

NOT_THERE = {"42P01", "42703", "42704", "42883"}  # undefined table, column, object, function
QUERYID = "explain (verbose, format json) "


def prove_finding(engine: Engine, finding: Finding, entry: Entry | None) -> Outcome:
    """The probe's answer; None where what it needs is not there any more."""
    try:
        target = target_of(engine, finding, entry)
        return prove(engine, finding.mistake, target) if isinstance(target, Target) else target
    except ProgrammingError as error:
        if getattr(error.orig, "pgcode", None) not in NOT_THERE:
            raise
        return None


def target_of(engine: Engine, finding: Finding, entry: Entry | None) -> Target | Unknown:
    """What the probe is pointed at, with values for its statements from the data that is there."""
    expect = finding.expect
    query = query_named(expect.statement) if expect.statement else None
    better = expect.better or (clean_query_of(expect.statement) if expect.statement else None)
    if better and (finding.ended or finding.way == CLEAN):
        query = better
    target = Target(
        object=(expect.proof or expect).ref,
        statement=_statement(engine, query),
        better=_statement(engine, better),
        index=expect.mend,
        measured=measured(entry),
    )
    if (query and target.statement is None) or (better and target.better is None):
        return Unknown(Needs.GROWTH, "no row yet gives the statement its parameters")
    return target


def measured(entry: Entry | None) -> tuple[Measured, ...]:
    """What the runner measured while the change ran, one record per transaction."""
    if entry is None or entry.transactions is None:
        return ()
    return tuple(
        Measured(
            under_load=bool(entry.under_load),
            duration_ms=(entry.applied_at - entry.started_at).total_seconds() * 1000,
            sessions_blocked=entry.blocked_sessions or 0,
            longest_wait_ms=entry.longest_wait_ms or 0.0,
            held={relation: tuple(modes) for relation, modes in record["held"].items()},
            rewritten=tuple(record["rewritten"]),
            rows_read=record["rows_read"],
            rows_written=record["rows_written"],
        )
        for record in entry.transactions
    )


def query_named(name: str) -> Query:
    """The query of an exercise, as the flawed way has it."""
    return _exercise_named(name).query


def clean_query_of(name: str) -> Query | None:
    """The same exercise's query as the clean way has it, where it differs."""
    return _exercise_named(name).clean


def _exercise_named(name: str) -> Exercise:
    return next(
        exercise
        for revision in revisions()
        for exercise in revision.change.exercises
        if exercise.query.name == name
    )


def queryid_of(connection: Connection, query: Query, values: Mapping[str, Any]) -> int | None:
    """The statement's queryid here; None where the server computes none."""
    plan = connection.execute(text(QUERYID + query.sql), values).scalar_one()
    found: int | None = plan[0].get("Query Identifier")
    return found


def sample(connection: Connection, query: Query) -> dict[str, Any] | None:
    """Values for a query's parameters from the data; None where there is no row to take them from.

    From here to the end of the transaction nothing is counted, so that no tool takes it for the app's work.
    """
    connection.execute(UNCOUNTED)
    if not query.sample:
        return {}
    row = connection.execute(text(query.sample)).mappings().first()
    return None if row is None else dict(row)


def shown(outcome: Outcome) -> tuple[bool | None, dict[str, Any] | None]:
    """An outcome as `present` and `evidence` of the ground truth."""
    if isinstance(outcome, Evidence):
        return True, {"object": printed(outcome.object), **outcome.figures}
    if isinstance(outcome, Unknown):
        return None, {"needs": str(outcome.needs), "reason": outcome.reason}
    return False, None


def _statement(engine: Engine, query: Query | None) -> Statement | None:
    if query is None:
        return None
    with engine.connect() as connection:
        values = sample(connection, query)
    return None if values is None else Statement(query.sql, values)
