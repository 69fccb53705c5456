"""The ground truth of a database: what is wrong with it, what only looks wrong, and the proofs."""

from typing import Any

from sqlalchemy import Connection, Engine, text

from roadmap import log
from roadmap.apply import require_migrated
from roadmap.catalogue import Revision, applied_at, day_of, revisions
from roadmap.change import Variant
from roadmap.findings import Finding, decoys, findings, planned_ways
from roadmap.labels import Decoy, Subject, printed
from roadmap.plan import SCRIPTED, Plan, read_plan
from roadmap.proof import prove_finding, query_named, queryid_of, sample, shown
from roadmap.scorable import scorable

SCHEMA = "taskpilot.expected/1"


def expected(day: int, plan: Plan) -> dict[str, Any]:
    """The document for the end of `day`, from the plan alone: nothing is proved, `present` is null."""
    applied = tuple(revision for revision in revisions() if revision.day <= day)
    ways: dict[str, Variant] = {revision.id: plan.way(revision) for revision in applied}
    return {
        **_heading(day, plan),
        "findings": [_finding(finding, day, None) for finding in findings(applied, planned_ways(ways))],
        "decoys": [_decoy(change, decoy) for change, decoy in decoys(applied, planned_ways(ways))],
    }


def verified(engine: Engine) -> dict[str, Any]:
    """The document for the database as it is, each finding proved and each decoy's claim asked."""
    with engine.connect() as connection:
        here = require_migrated(connection)
        entries = log.applied(connection)
    applied = applied_at(here)
    last = entries.get(applied[-1].id) if applied else None
    way = planned_ways({change: entry.way for change, entry in entries.items()})
    document: dict[str, Any] = _heading(day_of(here), read_plan(last.plan) if last else SCRIPTED)
    document["findings"] = []
    for finding in findings(applied, way):
        with engine.connect() as connection:
            shape = _finding(finding, document["day"], connection)
        outcome = prove_finding(engine, finding, entries.get(finding.revision.id))
        present, shape["evidence"] = shown(outcome)
        shape["present"] = _settled(present, shape["due"])
        document["findings"].append(shape)
    with engine.connect() as connection:
        document["decoys"] = [
            {**_decoy(change, decoy), "claim_holds": bool(connection.execute(text(decoy.claim)).scalar())}
            for change, decoy in decoys(applied, way)
        ]
    return document


def contradictions(document: dict[str, Any]) -> list[str]:
    """One sentence for each label that the database denies; what needs load or growth denies nothing."""
    wrong = []
    for finding in document["findings"]:
        name = f"{finding['id']} ({finding['check']} on {_name(finding['object'])})"
        if finding["due"] and finding["present"] is False:
            wrong.append(f"{name} should be present and is not")
        if finding["due"] is False and finding["present"]:
            wrong.append(f"{name} should be absent and is present")
    for decoy in document["decoys"]:
        if decoy.get("claim_holds") is False:
            wrong.append(f"decoy of {decoy['change']} ({_name(decoy['object'])}): its claim does not hold")
    return wrong


def _settled(present: bool | None, due: bool | None) -> bool | None:
    """Absent says nothing while the effect is to come; undecided is absent where nothing is to come."""
    if due is None and present is False:
        return None
    return False if due is False and present is None else present


def at_day(engine: Engine) -> int | None:
    """The day whose end the database has reached; None in the middle of a day."""
    with engine.connect() as connection:
        applied = applied_at(require_migrated(connection))
    day = applied[-1].day if applied else 0
    return day if [r for r in revisions() if r.day <= day] == list(applied) else None


def _heading(day: int, plan: Plan) -> dict[str, Any]:
    return {"schema": SCHEMA, "day": day, "variant": plan.mode, "seed": plan.seed}


def _finding(finding: Finding, day: int, connection: Connection | None) -> dict[str, Any]:
    expect = finding.expect
    shape: dict[str, Any] = {
        "id": finding.id,
        "change": finding.revision.id,
        "engineer": finding.revision.change.engineer.name,
        "mistake": finding.slug,
        "check": expect.check,
        "object": printed(expect.ref),
        "any_of": [printed(subject.ref) for subject in expect.any_of],
        "since_day": finding.since_day,
        "until_day": finding.until_day,
        "visible_from_day": finding.visible_from_day,
        "also": _also(finding),
        "scorable": {},
        "variant": finding.way,
        "due": finding.due(day),
        "present": None,
        "evidence": None,
    }
    if connection is not None and expect.statement:
        query = query_named(expect.statement)
        values = sample(connection, query) if not finding.ended else None
        shape["object"]["queryid"] = None if values is None else queryid_of(connection, query, values)
    shape["scorable"] = scorable(connection, finding, shape["object"].get("queryid"))
    return shape


def _also(finding: Finding) -> list[dict[str, Any]]:
    """The label's own co-findings, and those that the mistake always has on its table (our own checks)."""
    expect = finding.expect
    also = [{"check": also.check, "object": printed(also.ref)} for also in expect.also]
    named = {entry["check"] for entry in also}
    table = expect.ref.name if expect.ref.kind == "table" else expect.ref.table
    if table is not None:
        ref = Subject(table=table, schema=expect.schema).ref
        also += [
            {"check": check, "object": printed(ref)}
            for check in finding.mistake.also
            if check.startswith("lab:") and check not in named
        ]
    return also


def _decoy(change: Revision, decoy: Decoy) -> dict[str, Any]:
    return {
        "change": change.id,
        "check": decoy.check,
        "object": printed(decoy.ref),
        "why": decoy.why,
        "decidable": decoy.decidable,
    }


def _name(shape: dict[str, Any]) -> str:
    return str(shape.get("name") or shape.get("exercise"))
