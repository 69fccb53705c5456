"""What a finding is about, in one form, whatever the tool wrote: quoting, schemas and ids made equal."""

import re
from dataclasses import dataclass
from typing import Any

RELATIONS = frozenset({"index", "table", "sequence", "constraint"})
IDENTIFIER = re.compile(r'"((?:[^"]|"")*)"|([^".]+)')
OUTSIDE = re.compile(r"^(pg_.*|information_schema|postgres_ai|index_pilot|pghero)$")
LAB_SCHEMA = "lab"
LAB_APPLICATION = "taskpilot-lab"


@dataclass(frozen=True, slots=True)
class Subject:
    """An object; `kind` is None where the tool does not say, `schema` where it gives a bare name."""

    kind: str | None
    name: str | None = None
    schema: str | None = None
    table: str | None = None
    queryid: str | None = None
    exercise: str | None = None

    @property
    def is_the_labs(self) -> bool:
        """Whether it belongs to the lab itself: nothing said of it is scored."""
        return self.schema == LAB_SCHEMA or (
            self.kind == "session" and (self.name or "").startswith(LAB_APPLICATION)
        )

    @property
    def is_outside(self) -> bool:
        """Whether it lies in a schema that no label speaks of: the catalogue's or a tool's own."""
        return self.schema is not None and OUTSIDE.match(self.schema) is not None

    def shown(self) -> str:
        """The object in a few words."""
        if self.kind == "statement" or self.queryid:
            return f"statement {self.exercise or self.queryid}"
        return " ".join(filter(None, (self.kind, self.name)))

    def as_json(self) -> dict[str, str]:
        """The object as the ground truth writes it."""
        pairs = {
            name: getattr(self, name) for name in ("kind", "schema", "name", "table", "exercise", "queryid")
        }
        return {name: value for name, value in pairs.items() if value is not None}


def subject(given: Any) -> Subject:
    """An object from JSON: the ground truth's shape, or a name with or without a schema.

    ValueError where it is neither.
    """
    if isinstance(given, str):
        return qualified(given)
    if not isinstance(given, dict):
        raise ValueError(f"an object must be a JSON object or a name, not {type(given).__name__}")
    words = {name: _word(given, name) for name in ("kind", "name", "schema", "table", "queryid", "exercise")}
    if not any(words[name] for name in ("name", "queryid", "exercise")):
        raise ValueError("an object needs a name, a queryid or an exercise")
    if words["kind"] == "statement" and words["exercise"] is None:
        words["exercise"] = words["name"]
    return Subject(**words)


def qualified(words: str, kind: str | None = None) -> Subject:
    """An object from its name as SQL writes it: `name`, `schema.name`, `"Quoted"."name"`."""
    parts = [
        quoted.replace('""', '"') if quoted else bare for quoted, bare in IDENTIFIER.findall(words.strip())
    ]
    if not parts:
        raise ValueError("an object needs a name")
    return Subject(kind, parts[-1], parts[-2] if len(parts) > 1 else None)


def same(truth: Subject, said: Subject) -> bool:
    """Whether what a tool said is the object of a label.

    A missing schema or table on either side is no difference; a missing kind on the tool's is none.
    """
    if said.kind is not None and said.kind != truth.kind:
        return False
    if truth.kind == "statement":
        return _equal_ids(truth, said)
    if truth.kind == "database":
        return True
    if truth.name is None or truth.name != said.name:
        return False
    pairs = ((truth.schema, said.schema or "public"), (truth.table, said.table))
    return truth.kind not in RELATIONS or all(a is None or b is None or a == b for a, b in pairs)


def _equal_ids(truth: Subject, said: Subject) -> bool:
    if truth.queryid is not None and said.queryid is not None:
        return truth.queryid == said.queryid
    return truth.exercise is not None and truth.exercise in (said.exercise, said.name)


def _word(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"{name} of an object must be text or a number, not {type(value).__name__}")
