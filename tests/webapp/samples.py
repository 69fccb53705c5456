"""Requests made from the OpenAPI document: paths with ids of one organization, bodies that hold the least."""

import re
from typing import Any

from tests.webapp.operations import document
from tests.webapp.world import OTHER

OUTSIDE = ("/api/v1/auth/login", "/api/v1/internal/")
OWN_IDS = {
    "project_id": 1,
    "issue_id": 1,
    "comment_id": 1,
    "cycle_id": 1,
    "label_id": 1,
    "team_id": 1,
    "user_id": 3,
    "attachment_id": 1,
    "link_id": 1,
    "notification_id": 1,
    "webhook_id": 1,
    "delivery_id": 1,
    "token_id": 1,
    "report_id": 1,
}
REFERENCES = {
    "project_id": 1,
    "assignee_id": 3,
    "cycle_id": 1,
    "team_id": 1,
    "label_ids": [1],
    "ids": [1],
    "issue": "2",
}
IF_ALONE = {"issue": "3"}


def filled(path: str, shift: int) -> str:
    """The path with ids of the organization whose ids are shifted; KeyError for an unknown parameter."""
    return re.sub(r"{(\w+)}", lambda found: str(OWN_IDS[found[1]] + shift), path)


def shifted(value: Any, shift: int) -> Any:
    """A reference of the other organization."""
    if isinstance(value, list):
        return [one + shift for one in value]
    return str(int(value) + shift) if isinstance(value, str) else value + shift


def body_schema(method: str, path: str) -> dict[str, Any] | None:
    """The schema of an operation's body."""
    body = document()["paths"][path][method.lower()].get("requestBody")
    return _resolved(body["content"]["application/json"]["schema"]) if body else None


def least_body(method: str, path: str, shift: int) -> dict[str, Any] | None:
    """A body that holds what is required, with references of the organization whose ids are shifted."""
    schema = body_schema(method, path)
    return None if schema is None else _object(schema, shift)


def references_of(method: str, path: str) -> list[str]:
    """The fields of an operation's body that refer to rows."""
    schema = body_schema(method, path)
    return [name for name in (schema or {}).get("properties", {}) if name in REFERENCES]


def _object(schema: dict[str, Any], shift: int) -> dict[str, Any]:
    return {
        name: shifted(REFERENCES[name], shift)
        if name in REFERENCES
        else _value(name, _resolved(schema["properties"][name]), shift)
        for name in schema.get("required", [])
    }


def _value(name: str, schema: dict[str, Any], shift: int) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return {"start_date": "2031-01-06", "end_date": "2031-01-20"}[name]
    if schema["type"] == "object":
        return _object(schema, shift)
    if schema["type"] == "array":
        return [_value(name, _resolved(schema["items"]), shift)]
    return {"string": "long enough text", "integer": schema.get("minimum", 1), "boolean": True}[
        schema["type"]
    ]


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = document()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def shift_of(user_id: int) -> int:
    """How far a user's organization's ids are shifted."""
    return OTHER if user_id > OTHER else 0
