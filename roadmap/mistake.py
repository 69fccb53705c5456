"""What a mistake is: its description, what a probe takes and gives, and the catalogue of all of them.

A label is only worth something when the database itself confirms it. So each mistake carries a probe, and a
probe answers from what PostgreSQL stores, plans or measured, never from what a change file declares.

A mistake is one file `roadmap/mistakes/<slug>.py`: its docstring's first line is the title and the rest the
story of how it gets through review; `mistake = Mistake(…)` says the rest; `probe` is the proof.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from types import ModuleType
from typing import Any, Literal

from sqlalchemy import Connection

Figure = bool | int | float | str | list[str]


class Category(StrEnum):
    """Where a mistake lives."""

    INDEX = "index"
    TYPE = "type"
    CONSTRAINT = "constraint"
    BLOAT = "bloat"
    QUERY = "query"
    LOCKING = "locking"
    DESIGN = "design"
    CONFIGURATION = "configuration"


class Needs(StrEnum):
    """What must happen after the change before its effect can be seen."""

    NOTHING = "nothing"
    LOAD = "load"
    GROWTH = "growth"


ObjectKind = Literal["table", "index", "sequence", "constraint", "statement", "session", "database"]


@dataclass(frozen=True)
class ObjectRef:
    """A reference to what is wrong, in the shape of the ground truth.

    `name` is the relation's or constraint's name, the exercise of a statement, the application_name of a
    session, the database's name. `columns` says which columns of a table are meant, `references` the table
    that they point at where no foreign key says so.
    """

    kind: ObjectKind
    name: str
    schema: str | None = "public"
    table: str | None = None
    columns: tuple[str, ...] = ()
    references: str | None = None
    queryid: int | None = None

    def document(self) -> dict[str, Any]:
        """The reference as JSON writes it: what is not set is left out."""
        shown: dict[str, Any] = {"kind": self.kind}
        if self.schema is not None and self.kind not in ("statement", "session", "database"):
            shown["schema"] = self.schema
        shown["name"] = self.name
        for key in ("table", "references", "queryid"):
            if (value := getattr(self, key)) is not None:
                shown[key] = value
        return shown | ({"columns": list(self.columns)} if self.columns else {})


@dataclass(frozen=True)
class Statement:
    """An exercise's SQL as the app runs it (`:name` placeholders) with values for one real request.

    The values decide the plan, so they must be found in the data (an issue that has comments), not made up.
    """

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What the runner measured while a change ran; the input of the locking mistakes.

    Relations are named `schema.name`. `held`, `rows_read` and `rows_written` are read by the migrating
    session itself, in each of the change's transactions just before its commit: `held` from pg_locks
    (relation → modes), the rows from pg_stat_xact_all_tables (seq_tup_read; n_tup_ins + n_tup_upd +
    n_tup_del), and only for relations that were there before the change. `sessions_blocked` and
    `longest_wait_ms` count other sessions and come from the sampler; they say nothing unless `under_load`.
    Where a change has several transactions, each has its own `Measured`.
    """

    under_load: bool
    duration_ms: float = 0.0
    sessions_blocked: int = 0
    longest_wait_ms: float = 0.0
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rewritten: tuple[str, ...] = ()
    rows_read: Mapping[str, int] = field(default_factory=dict)
    rows_written: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """What a probe is pointed at; each mistake's `takes` says which of the fields it reads.

    `statement` is the slow or wrong one; `better` the way the clean variant writes it; `index` the DDL of the
    index that mends it (`create index on time_entries (issue_id)`, table unqualified, no name, not
    concurrently), built on a copy or rolled back. `measured` has one record per transaction of the change.
    """

    object: ObjectRef
    statement: Statement | None = None
    better: Statement | None = None
    index: str | None = None
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """The mistake is there: on what, and the figures that prove it."""

    object: ObjectRef
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Unknown:
    """Not decidable now (`present: null`): what is missing, and a sentence for whoever reads the report."""

    needs: Needs
    reason: str


Outcome = Evidence | Unknown | None
Probe = Callable[[Connection, Target], Outcome]
Takes = Literal["statement", "better", "index", "measured"]


def _no_probe(connection: Connection, target: Target) -> Outcome:
    raise NotImplementedError("mistakes come from the catalogue: roadmap.mistake.mistakes()")


@dataclass(frozen=True)
class Mistake:
    """One mistake; `slug`, `title`, `story` and `probe` come from its file.

    `check` is postgres_ai's id where one exists, else `lab:<slug>`; `also` the checks that rightly report the
    same cause; `squawk` the rules of squawk that name it; `tools` one sentence on who sees it, and from which
    size. `objects` are the kinds of object it can be found on. `event` marks what happened once and was
    measured or counted then: no later change repairs it. `since_version` is the oldest PostgreSQL on which
    it can happen; `versions` says where versions differ.
    """

    category: Category
    check: str
    consequence: str
    remedy: str
    proof: str
    tools: str
    objects: tuple[ObjectKind, ...]
    takes: tuple[Takes, ...] = ()
    also: tuple[str, ...] = ()
    squawk: tuple[str, ...] = ()
    needs: Needs = Needs.NOTHING
    event: bool = False
    since_version: int = 15
    versions: str = ""
    slug: str = ""
    title: str = ""
    story: str = ""
    probe: Probe = _no_probe


@lru_cache(maxsize=1)
def mistakes() -> Mapping[str, Mistake]:
    """Every mistake by its slug, found by walking `roadmap/mistakes/`."""
    package = importlib.import_module("roadmap.mistakes")
    return {
        info.name: _described(info.name, importlib.import_module(f"roadmap.mistakes.{info.name}"))
        for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name)
    }


def _described(slug: str, module: ModuleType) -> Mistake:
    title, _, story = (module.__doc__ or "").partition("\n")
    mistake: Mistake = module.mistake
    return replace(mistake, slug=slug, title=title.rstrip("."), story=story.strip(), probe=module.probe)
