"""The log of what ran: `lab.roadmap_log`, written in the transaction that moves the schema.

A row's way is stored as an opaque code, so that nobody reads the answer off the database.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from roadmap.change import CLEAN, FLAWED, Variant

CREATE = text("""
    create table if not exists lab.roadmap_log (
        id bigint generated always as identity primary key,
        change text not null,
        code text not null,
        plan text not null,
        started_at timestamptz not null,
        applied_at timestamptz,
        given_up_at timestamptz,
        reverted_at timestamptz,
        grown_until timestamptz,
        attempts integer not null default 1,
        wal_bytes bigint,
        rewritten text[],
        locks jsonb,
        transactions jsonb,
        under_load boolean,
        longest_wait_ms double precision,
        blocked_sessions integer,
        note text
    )
""")
EXISTS = text("select to_regclass('lab.roadmap_log') is not null")
APPLIED = text("""
    select distinct on (change) change, code, plan, started_at, applied_at, grown_until, attempts, wal_bytes,
           rewritten, locks, transactions, under_load, longest_wait_ms, blocked_sessions, note
      from lab.roadmap_log where applied_at is not null and reverted_at is null
     order by change, id desc
""")
INSERT = text("""
    insert into lab.roadmap_log (change, code, plan, started_at, applied_at)
    values (:change, :code, :plan, coalesce(cast(:started as timestamptz), now()), clock_timestamp())
""")
MEASURED = text("""
    update lab.roadmap_log
       set attempts = :attempts, wal_bytes = :wal_bytes, rewritten = :rewritten,
           locks = cast(:locks as jsonb), transactions = cast(:transactions as jsonb),
           under_load = :under_load, longest_wait_ms = :longest_wait_ms, blocked_sessions = :blocked_sessions
     where id = (select max(id) from lab.roadmap_log where change = :change and applied_at is not null)
""")
GIVEN_UP = text("""
    insert into lab.roadmap_log (change, code, plan, started_at, given_up_at, attempts, longest_wait_ms,
                                 blocked_sessions, note)
    values (:change, :code, :plan, :started, clock_timestamp(), :attempts, :longest_wait_ms,
            :blocked_sessions, :note)
""")
REVERTED = text("""
    update lab.roadmap_log set reverted_at = clock_timestamp()
     where change = :change and applied_at is not null and reverted_at is null
""")
GROWN = text("""
    update lab.roadmap_log set grown_until = :until
     where change = :change and applied_at is not null and reverted_at is null
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """A change that is applied, as the log has it."""

    change: str
    way: Variant
    plan: str
    started_at: datetime
    applied_at: datetime
    grown_until: datetime | None
    attempts: int
    wal_bytes: int | None
    rewritten: list[str] | None
    locks: dict[str, list[str]] | None
    transactions: list[dict[str, Any]] | None
    under_load: bool | None
    longest_wait_ms: float | None
    blocked_sessions: int | None
    note: str | None


def code_of(change: str, way: Variant) -> str:
    """A way as it is stored."""
    return hashlib.blake2s(f"{change}/{way}".encode(), digest_size=6).hexdigest()


def way_from(change: str, code: str) -> Variant:
    """The way behind a stored code."""
    return FLAWED if code == code_of(change, FLAWED) else CLEAN


def applied(connection: Connection) -> dict[str, Entry]:
    """The log's rows of the changes that are applied, by change."""
    if not connection.execute(EXISTS).scalar_one():
        return {}
    entries = {}
    for row in connection.execute(APPLIED).mappings():
        known = {name: value for name, value in row.items() if name != "code"}
        entries[row["change"]] = Entry(way=way_from(row["change"], row["code"]), **known)
    return entries


def record_applied(
    connection: Connection, change: str, way: Variant, plan: str, started: datetime | None
) -> None:
    """Log a change as applied; called in the transaction that moves the schema's version."""
    connection.execute(CREATE)
    row = {"change": change, "code": code_of(change, way), "plan": plan, "started": started}
    connection.execute(INSERT, row)


def record_measured(connection: Connection, change: str, figures: Mapping[str, Any]) -> None:
    """Add to a change's row what running it cost."""
    given = {**figures, "change": change}
    for name in ("locks", "transactions"):
        given[name] = json.dumps(figures[name])
    connection.execute(MEASURED, given)


def record_given_up(
    connection: Connection, change: str, way: Variant, plan: str, figures: Mapping[str, Any]
) -> None:
    """Log a change that did not get its lock, or failed."""
    connection.execute(CREATE)
    connection.execute(GIVEN_UP, {**figures, "change": change, "code": code_of(change, way), "plan": plan})


def record_reverted(connection: Connection, change: str) -> None:
    """Log a change as taken back."""
    if connection.execute(EXISTS).scalar_one():
        connection.execute(REVERTED, {"change": change})


def record_grown(connection: Connection, change: str, until: datetime) -> None:
    """Log how far a change's own tables have been filled."""
    connection.execute(GROWN, {"change": change, "until": until})
