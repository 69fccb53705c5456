"""The seed's own record in the schema `lab`: what was asked for, which chunks are in, which indexes are out.

A chunk and its line commit together, so that whatever stops a seed, the ledger says what is there.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from seeding.spec import Spec

TABLES = (
    """create table if not exists lab.seed_run (
        only_one boolean primary key default true check (only_one),
        spec jsonb not null, jobs integer not null, started_at timestamptz not null default now(),
        finished_at timestamptz, summary jsonb)""",
    """create table if not exists lab.seed_chunks (
        table_name text, chunk integer, row_count bigint not null default 0, bytes bigint not null default 0,
        loaded_at timestamptz not null default clock_timestamp(), primary key (table_name, chunk))""",
    """create table if not exists lab.seed_census (
        table_name text, chunk integer, first_bucket integer not null, counts bytea not null,
        before bytea, primary key (chunk, table_name))""",
    """create table if not exists lab.seed_growth (
        day date, part integer, parts integer not null, profile text not null, row_count jsonb not null,
        done_at timestamptz not null default clock_timestamp(), primary key (day, part))""",
    """create table if not exists lab.seed_growing (
        only_one boolean primary key default true check (only_one),
        asked jsonb, day date, part integer, taken jsonb, told bigint[])""",
    """create table if not exists lab.seed_objects (
        position integer primary key, stage text not null, table_name text not null, name text not null,
        restore text not null, done boolean not null default false)""",
)
NAMES = ("seed_run", "seed_chunks", "seed_census", "seed_growth", "seed_growing", "seed_objects")


@dataclass(frozen=True)
class Run:
    """The seed that this database has or is getting."""

    spec: Spec
    started_at: datetime
    finished_at: datetime | None
    summary: dict[str, Any] | None


def create(connection: Connection) -> None:
    """Make the ledger's tables."""
    connection.execute(text("create schema if not exists lab"))
    for table in TABLES:
        connection.execute(text(table))


def exists(connection: Connection) -> bool:
    """Whether a ledger was ever made here."""
    return connection.execute(text("select to_regclass('lab.seed_run')")).scalar() is not None


def read(connection: Connection) -> Run | None:
    """The run on record; None where there is none."""
    if not exists(connection):
        return None
    row = connection.execute(text("select * from lab.seed_run")).mappings().first()
    if row is None:
        return None
    return Run(Spec.from_json(row["spec"]), row["started_at"], row["finished_at"], row["summary"])


def open_run(connection: Connection, spec: Spec, jobs: int) -> None:
    """Begin a run."""
    connection.execute(
        text("insert into lab.seed_run (spec, jobs) values (cast(:spec as jsonb), :jobs)"),
        {"spec": _dumped(spec.as_json()), "jobs": jobs},
    )


def close_run(connection: Connection, summary: dict[str, Any]) -> None:
    """End it."""
    connection.execute(
        text("update lab.seed_run set finished_at = clock_timestamp(), summary = cast(:summary as jsonb)"),
        {"summary": _dumped(summary)},
    )


def forget(connection: Connection) -> None:
    """Remove the ledger."""
    for name in NAMES:
        connection.execute(text(f"drop table if exists lab.{name}"))


def loaded(connection: Connection) -> dict[tuple[str, int], tuple[int, int]]:
    """Rows and bytes of the chunks that are in."""
    found = connection.execute(text("select table_name, chunk, row_count, bytes from lab.seed_chunks"))
    return {(name, chunk): (rows, size) for name, chunk, rows, size in found}


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value)
