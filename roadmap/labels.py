"""Findings that a change should cause, and harmless things that only look like findings.

An object is named by one keyword: `index` or `constraint` (with `table`), `table`, `sequence`, `statement`
(an exercise's query), `session` (an application_name) or `database`.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, cast

from roadmap.exercise import Query
from roadmap.mistake import ObjectKind, ObjectRef

KINDS = ("index", "sequence", "constraint", "statement", "session", "database", "table")
Ran = Literal["clean", "flawed", "any"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a finding is about."""

    index: str | None = None
    table: str | None = None
    sequence: str | None = None
    constraint: str | None = None
    statement: str | None = None
    session: str | None = None
    database: str | None = None
    schema: str = "public"
    columns: tuple[str, ...] = ()
    references: str | None = None

    @property
    def ref(self) -> ObjectRef:
        """The object, as probes and the ground truth name it."""
        kind = next(kind for kind in KINDS if getattr(self, kind) is not None)
        return ObjectRef(
            kind=cast("ObjectKind", kind),
            name=getattr(self, kind),
            schema=self.schema,
            table=None if kind == "table" else self.table,
            columns=self.columns,
            references=self.references,
        )


@dataclass(frozen=True, slots=True)
class Also(Subject):
    """A second check that may rightly report the same cause; it counts neither way."""

    check: str = field(kw_only=False)


@dataclass(frozen=True, slots=True)
class Expect(Subject):
    """A finding of the flawed way.

    `until` is the revision (or its first letters, "d04a") that repairs it, `visible_after` the days until
    its effect can be seen, `any_of` the objects of which any one counts. For the proof: `mistake` names
    the probe where it is not the change's own, `proof` the object that it is pointed at where that is another
    (a constraint behind a slow statement), `mend` the DDL of the index that mends a statement, `better` the
    statement that does the same without the mistake.
    """

    check: str = field(kw_only=False)
    until: str | None = field(default=None, kw_only=True)
    visible_after: int = field(default=0, kw_only=True)
    any_of: tuple[Subject, ...] = field(default=(), kw_only=True)
    also: tuple[Also, ...] = field(default=(), kw_only=True)
    mistake: str | None = field(default=None, kw_only=True)
    proof: Subject | None = field(default=None, kw_only=True)
    mend: str | None = field(default=None, kw_only=True)
    better: Query | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Decoy(Subject):
    """Something that looks wrong and is not.

    `why` says so to people, `claim` to PostgreSQL: a query of one boolean that is true while the decoy is
    harmless. `decidable` where the database alone shows it; `ran` is the way of the change that makes it.
    """

    check: str = field(kw_only=False)
    why: str = field(kw_only=True)
    claim: str = field(kw_only=True)
    decidable: bool = field(default=True, kw_only=True)
    until: str | None = field(default=None, kw_only=True)
    ran: Ran = field(default="any", kw_only=True)


def printed(ref: ObjectRef) -> dict[str, Any]:
    """An object as the ground truth prints it: a statement by its exercise."""
    shown = ref.document()
    if ref.kind == "statement":
        shown["exercise"] = shown.pop("name")
    return shown
