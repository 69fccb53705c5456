"""Links of the OpenAPI document: what can be done next with what an answer holds.

An operation that answers a thing with an id links to all that take this id, and to creates that need it; so
does a list, for its first row. They are found in the document itself: `/projects` answers what `{project_id}`
names. Readers see where to go on, and stateful tests chain create, read, change and delete.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SINCE_DAY = "x-since-day"  # on operations that a change of the roadmap adds
METHODS = ("get", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class _Operation:
    method: str
    path: str
    described: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """The path's parameters."""
        return PARAMETER.findall(self.path)

    @property
    def headers(self) -> set[str]:
        """The header parameters."""
        return {one["name"] for one in self.described.get("parameters", []) if one["in"] == "header"}


def add_links(document: dict[str, Any]) -> None:
    """Add links, and the headers Location and ETag, to the answers of all operations."""
    operations = [
        _Operation(method, path, methods[method])
        for path, methods in document["paths"].items()
        for method in METHODS
        if method in methods
    ]
    for operation in operations:
        for status in ("200", "201"):
            response = operation.described["responses"].get(status)
            if response is not None and "content" in response:
                _describe(document, operation, response, status == "201", operations)


def _describe(
    document: dict[str, Any],
    operation: _Operation,
    response: dict[str, Any],
    created: bool,
    operations: list[_Operation],
) -> None:
    fields = _fields(document, response["content"]["application/json"]["schema"])
    found = _found(document, operation, fields)
    if found is None:
        return
    name, where = found
    known = {one: f"$request.path.{one}" for one in operation.names} | {name: where}
    versioned = "version" in fields
    headers = {}
    if versioned:
        headers["ETag"] = {"schema": {"type": "string"}, "description": "the version, for If-Match"}
    if created and any(one.method == "get" and one.names == [name] for one in operations):
        headers["Location"] = {"schema": {"type": "string"}, "description": "where to read it again"}
    if headers:
        response["headers"] = headers
    links = dict(_links(document, operation, name, known, versioned, operations))
    if links:
        response["links"] = links


def _links(
    document: dict[str, Any],
    operation: _Operation,
    name: str,
    known: dict[str, str],
    versioned: bool,
    operations: list[_Operation],
) -> Iterator[tuple[str, dict[str, Any]]]:
    for other in operations:
        if other == operation or (SINCE_DAY in other.described and SINCE_DAY not in operation.described):
            continue  # what the app always has does not lead to what may not be shipped yet
        link: dict[str, Any] = {"operationId": other.described["operationId"]}
        if name in other.names and known.keys() >= set(other.names):
            link["parameters"] = {one: known[one] for one in other.names}
            if versioned and "If-Match" in other.headers:
                link["parameters"]["If-Match"] = "$response.header.ETag"
        elif not other.names and name in _required(document, other):
            link["requestBody"] = {name: known[name]}
        else:
            continue
        yield link["operationId"], link


def _found(document: dict[str, Any], operation: _Operation, fields: dict[str, Any]) -> tuple[str, str] | None:
    """The parameter that names what an operation answers, and where its value stands."""
    last = operation.path.rpartition("/")[2]
    if "id" in fields:
        name = PARAMETER.fullmatch(last)
        return (name[1] if name else _parameter(last)), "$response.body#/id"
    rows = fields.get("data", {})
    if rows.get("type") == "array" and "id" in _fields(document, rows["items"]):
        return _parameter(last), "$response.body#/data/0/id"
    return None


def _parameter(plural: str) -> str:
    singular = f"{plural[:-3]}y" if plural.endswith("ies") else plural.removesuffix("s")
    return f"{singular}_id"


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = schema.get("properties", {})
    return found


def _required(document: dict[str, Any], operation: _Operation) -> list[str]:
    body = operation.described.get("requestBody")
    if body is None:
        return []
    schema = body["content"]["application/json"]["schema"]
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found: list[str] = schema.get("required", [])
    return found
