"""The features that engineers have shipped: which are live, and with what values to use them.

`GET /features` lists them with the JSON Schema of their parameters; nothing about a feature is known here
beforehand, so that a change of the roadmap needs no change of a persona.
"""

import datetime
import random
import re
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from locustfiles.common.checks import a_list
from locustfiles.common.lab_settings import lab_settings

OPTIONAL_SHARE = 0.5
ANY_NUMBER = (1, 100)
DAYS_AROUND_TODAY = 30
PLACEHOLDER = re.compile(r"\{(\w+)\}")
IN_QUERY = ("GET", "DELETE")
WORDS = ("planning", "review", "release", "support", "research")

Schema = Mapping[str, Any]


class Feature(NamedTuple):
    """One live feature; `path` has its placeholders in braces."""

    method: str
    path: str
    persona: str
    weight: int
    parameters: Schema

    @property
    def name(self) -> str:
        """Its row in the statistics."""
        return PLACEHOLDER.sub("[id]", self.path)

    @property
    def placeholders(self) -> list[str]:
        """The ids in its path."""
        return PLACEHOLDER.findall(self.path)

    def filled(self, ids: Mapping[str, int]) -> str:
        """Its path for some ids."""
        return PLACEHOLDER.sub(lambda found: str(ids[found[1]]), self.path)


def a_feature_list(document: Any) -> str | None:
    """The check of `GET /features`."""
    reason = a_list(document)
    if reason is None and not all(set(Feature._fields) <= row.keys() for row in document["data"]):
        return "list has rows that are no features"
    return reason


class Features:
    """The live features of one server, read again every now and then by whoever comes first."""

    def __init__(self) -> None:
        self._live: list[Feature] = []
        self._read_at = float("-inf")

    def are_stale(self) -> bool:
        """Whether somebody should read them; true for one caller only."""
        if time.monotonic() - self._read_at < lab_settings().features_fresh_s:
            return False
        self._read_at = time.monotonic()
        return True

    def become(self, rows: list[dict[str, Any]]) -> None:
        """Take the list that the server has given."""
        self._live = [Feature(*(row[field] for field in Feature._fields)) for row in rows]

    def one_for(self, persona: str) -> Feature | None:
        """A live feature for a kind of persona, by weight; None where there is none."""
        mine = [feature for feature in self._live if feature.persona == persona and feature.weight > 0]
        return random.choices(mine, [feature.weight for feature in mine])[0] if mine else None


def features(host: str) -> Features:
    """The features behind a base URL, shared by the users of a process."""
    return _known.setdefault(host, Features())


_known: dict[str, Features] = {}


def values_for(schema: Schema, known: Mapping[str, int]) -> dict[str, Any]:
    """Values for the parameters: `known` ones by name, others drawn from what the schema allows."""
    required = schema.get("required", ())
    return {
        name: known[name] if name in known else draw(member)
        for name, member in schema.get("properties", {}).items()
        if name in required or random.random() < OPTIONAL_SHARE
    }


def draw(schema: Schema) -> Any:
    """A value that a JSON Schema allows."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return draw({**schema, **choice, "anyOf": ()})
    for key in ("enum", "examples"):
        if schema.get(key):
            return random.choice(schema[key])
    return _of_type(schema)


def _of_type(schema: Schema) -> Any:
    kind = schema.get("type")
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", ANY_NUMBER[0] - 1) + 1)
        return random.randint(int(low), int(schema.get("maximum", max(low, ANY_NUMBER[1]))))
    if kind == "boolean":
        return random.random() < 0.5
    if kind == "array":
        return [draw(schema.get("items", {})) for _ in range(max(1, schema.get("minItems", 1)))]
    if kind == "object":
        return values_for(schema, {})
    return _text(schema)


def _text(schema: Schema) -> str:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(
        days=random.randint(-DAYS_AROUND_TODAY, DAYS_AROUND_TODAY)
    )
    if schema.get("format") == "date":
        return moment.date().isoformat()
    if schema.get("format") == "date-time":
        return moment.isoformat()
    text = random.choice(WORDS).ljust(schema.get("minLength", 0), "x")
    return text[: schema.get("maxLength", len(text))]
