"""Checkpoints: copies of the database on its own server, to go back to in seconds.

A checkpoint is a database NAME_at_CHECKPOINT that nobody may connect to; its comment says which day it holds.
Going back copies it and swaps the copy in, so that a checkpoint can be used again and again, and the database
that it replaces stays whole until then.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, text

from lab.copying import (
    CopyRefused,
    copy_database,
    drop_database,
    exists,
    name,
    replace_database,
    require_disk,
    require_quiet,
    size_of,
)
from lab.server import maintenance
from roadmap.apply import current_revision
from roadmap.catalogue import day_of
from webapp.database import command_engine
from webapp.refusal import Refusal

APPLICATION_NAME = "taskpilot-lab checkpoint"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
LONGEST_DATABASE = 63
MARK = "taskpilot checkpoint "
BETWEEN, FRESH, REPLACED = "_at_", "_restoring", "_replaced"

LIST = text("""
    select datname as database, pg_database_size(oid) as bytes, shobj_description(oid, 'pg_database') as about
      from pg_database where starts_with(datname, :prefix) order by datname
""")


class BadCheckpoint(Refusal):
    """A checkpoint's name that cannot be used, is taken, or is not there."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint; `day` is the roadmap's at that moment, None in a database without it."""

    name: str
    database: str
    day: int | None
    revision: str | None
    taken_at: str
    bytes: int

    def as_json(self) -> dict[str, Any]:
        """The checkpoint as `list --json` prints it."""
        return dict(vars(self))


class Checkpoints:
    """The checkpoints of one database; `url` is an administrator's."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.database = str(url.database)
        self.engine = maintenance(url, APPLICATION_NAME)

    def all(self) -> list[Checkpoint]:
        """Every checkpoint of this database, by name."""
        with self.engine.connect() as connection:
            self._require_database(connection)
            return self._all(connection)

    def save(self, checkpoint: str, replace: bool = False) -> Checkpoint:
        """Copy the database under the name; BadCheckpoint where it is taken and not to be replaced."""
        target = self._database_of(checkpoint)
        with self.engine.connect() as connection:
            self._require_database(connection)
            self._sweep(connection)
            found = {known.name: known for known in self._all(connection)}.get(checkpoint)
            if found is not None and not replace:
                raise BadCheckpoint(
                    f"there is a checkpoint '{checkpoint}' of {found.taken_at}; "
                    "take another name, delete it, or give --replace"
                )
            require_quiet(connection, self.database)
            require_disk(self.engine, connection, size_of(connection, self.database), "a checkpoint")
            about = self._about()
            drop_database(connection, target)
            copy_database(self.engine, self.database, target)
            words = (MARK + json.dumps(about)).replace("'", "''").replace("%", "%%")
            connection.exec_driver_sql(f"comment on database {name(target)} is '{words}'")
            connection.exec_driver_sql(f"alter database {name(target)} allow_connections false")
            return Checkpoint(checkpoint, target, bytes=size_of(connection, target), **about)

    def restore(self, checkpoint: str) -> Checkpoint:
        """Put a copy of the checkpoint in the database's place; what was there is dropped."""
        fresh, replaced = self.database + FRESH, self.database + REPLACED
        with self.engine.connect() as connection:
            self._sweep(connection)
            found = self._find(connection, checkpoint)
            if exists(connection, self.database):
                require_quiet(connection, self.database)
            require_disk(self.engine, connection, found.bytes, f"going back to '{checkpoint}'")
            copy_database(self.engine, found.database, fresh)
            if exists(connection, self.database):
                replace_database(self.engine, self.database, fresh, replaced)
                drop_database(connection, replaced)
            else:
                connection.exec_driver_sql(f"alter database {name(fresh)} rename to {name(self.database)}")
        return found

    def delete(self, checkpoint: str) -> Checkpoint:
        """Drop a checkpoint."""
        with self.engine.connect() as connection:
            found = self._find(connection, checkpoint)
            drop_database(connection, found.database)
        return found

    def _all(self, connection: Connection) -> list[Checkpoint]:
        prefix = self.database + BETWEEN
        found = []
        for row in connection.execute(LIST, {"prefix": prefix}):
            if row.about and row.about.startswith(MARK):
                about = json.loads(row.about.removeprefix(MARK))
                found.append(
                    Checkpoint(row.database.removeprefix(prefix), row.database, bytes=row.bytes, **about)
                )
        return found

    def _find(self, connection: Connection, checkpoint: str) -> Checkpoint:
        known = {found.name: found for found in self._all(connection)}
        if checkpoint not in known:
            there = f"there are {', '.join(known)}" if known else "there is none yet"
            raise BadCheckpoint(f"there is no checkpoint '{checkpoint}' of {self.database}; {there}")
        return known[checkpoint]

    def _about(self) -> dict[str, Any]:
        url = self.url.render_as_string(hide_password=False)
        with command_engine(url, APPLICATION_NAME).connect() as connection:
            revision = current_revision(connection)
        return {
            "day": None if revision is None else day_of(revision),
            "revision": revision,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }

    def _database_of(self, checkpoint: str) -> str:
        database = f"{self.database}{BETWEEN}{checkpoint}"
        if not NAME.fullmatch(checkpoint):
            raise BadCheckpoint(f"'{checkpoint}' is no name: small letters, digits, _ and -, such as day-35")
        if len(database) > LONGEST_DATABASE:
            most = LONGEST_DATABASE - len(self.database + BETWEEN)
            raise BadCheckpoint(
                f"'{checkpoint}' is too long: {most} letters are the most for {self.database}"
            )
        return database

    def _require_database(self, connection: Connection) -> None:
        if not exists(connection, self.database):
            raise CopyRefused(f"there is no database {self.database} on this server")

    def _sweep(self, connection: Connection) -> None:
        """Drop what an interrupted run of this class left half done."""
        if exists(connection, self.database):
            for left in (self.database + FRESH, self.database + REPLACED):
                drop_database(connection, left)
