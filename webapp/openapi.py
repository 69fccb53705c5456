"""The OpenAPI 3.1 document and its page: what is common to all operations is added here, not in the views."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from apiflask import APIFlask
from flask import Flask

from webapp.auth import API_PREFIX, INTERNAL_PREFIX
from webapp.converters import ISSUE_PATTERN, MAX_ID
from webapp.errors import PROBLEM_JSON, TITLES
from webapp.examples import example
from webapp.links import SINCE_DAY, add_links

PLACEHOLDER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")
View = TypeVar("View", bound=Callable[..., Any])

DESCRIPTION = """An issue tracker. Lists are keyset pages: ask again with `next_cursor` as `cursor`.
Errors are problem documents (RFC 9457). An issue's key (`ENG-123`) works wherever its id does."""

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object"},
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "sent again with the same body, the request is answered as the first time",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "the ETag of the issue as it was read; another version is a 412",
    "schema": {"type": "string", "pattern": '^(\\*|"[0-9]{1,9}")$'},
}
DETAILS = {
    400: "the body is no JSON",
    401: "the token has expired; log in again",
    403: "a guest may not delete issues",
    404: "no issue ENG-123 in your organization",
    409: "another row has this value already",
    412: "the issue has version 4 by now; read it again",
    413: "the body is larger than 262144 bytes",
    415: "send the body as application/json",
    422: "the request is not valid; 'errors' names the fields",
    429: "3 per 1 minute",
    503: "the statement took longer than its limit",
}
URI_TOO_LONG = {
    "description": "URI too long: over 4,094 bytes, answered by the server before the app sees it",
    "content": {"text/html": {"schema": {"type": "string"}}},
}
RETRY_AFTER = {"Retry-After": {"schema": {"type": "string"}, "description": "seconds"}}


def problems(*statuses: int) -> Callable[[View], View]:
    """Name the errors that are an operation's own; those of all operations need no naming."""

    def mark(view: View) -> View:
        view.__dict__["problems"] = statuses
        return view

    return mark


def describe(app: APIFlask) -> None:
    """Set up /openapi.json and /docs, which load nothing from elsewhere."""
    app.description = DESCRIPTION
    app.config["OPENAPI_VERSION"] = "3.1.0"
    app.config["AUTO_404_RESPONSE"] = False
    app.config["AUTO_VALIDATION_ERROR_RESPONSE"] = False
    app.config["AUTO_OPERATION_ID"] = True
    app.config["AUTO_SERVERS"] = False
    app.config["DOCS_FAVICON"] = "/static/favicon.svg"
    app.config["RAPIDOC_JS"] = "/static/rapidoc-9.3.8.min.js"
    app.config["RAPIDOC_CONFIG"] = {"load-fonts": "false", "show-header": False, "render-style": "read"}
    app.config["SECURITY_SCHEMES"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "from POST /auth/login, or an API token",
        },
        "service": {"type": "http", "scheme": "bearer", "description": "the service token"},
    }

    @app.spec_processor
    def finish(document: Any) -> Any:
        views = views_by_operation(app)
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for name, schema in schemas.items():
            if name.endswith("Change"):
                for field in schema["properties"].values():
                    field.pop("default", None)
        for path, operations in document.get("paths", {}).items():
            for method, operation in operations.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    _finish(path, operation, views.get((path, method)))
                    _add_examples(operation, schemas)
        schemas["Problem"] = PROBLEM_SCHEMA
        components["responses"] = {"UriTooLong": URI_TOO_LONG} | {
            _name(status): _problem_response(status) for status in DETAILS
        }
        add_links(document)
        return document


def views_by_operation(app: Flask) -> dict[tuple[str, str], Callable[..., Any]]:
    return {
        (re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule), method.lower()): app.view_functions[
            rule.endpoint
        ]
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _finish(path: str, operation: dict[str, Any], view: Callable[..., Any] | None) -> None:
    statuses = {503, *getattr(view, "problems", ())}
    if getattr(view, "public", False):
        operation["security"] = []
    elif path.startswith(API_PREFIX):
        statuses |= {401, 429}
        if path.startswith(INTERNAL_PREFIX):
            operation["security"] = [{"service": []}]
        else:
            statuses.add(403)
            operation["security"] = [{"bearer": []}]
    if operation.get("parameters"):
        statuses.add(422)
        operation["responses"].setdefault("414", {"$ref": "#/components/responses/UriTooLong"})
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                _describe_path_parameter(parameter)
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
        statuses |= {400, 413, 415, 422}
    if getattr(view, "idempotent", False):
        statuses |= {400, 409}
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    if 412 in statuses:
        statuses.add(400)
        operation.setdefault("parameters", []).append(IF_MATCH)
    for status in sorted(statuses):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{_name(status)}"})
    if since_day := getattr(view, "since_day", None):
        operation[SINCE_DAY] = since_day


def _add_examples(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter.get("required") and "example" not in parameter:
            parameter["example"] = example(parameter["schema"], schemas, parameter["name"])
    answers = [response for status, response in operation["responses"].items() if status < "300"]
    for carrier in (operation.get("requestBody", {}), *answers):
        for content in carrier.get("content", {}).values():
            content.setdefault("example", example(content["schema"], schemas))


def _describe_path_parameter(parameter: dict[str, Any]) -> None:
    if parameter["name"] == "issue_id":
        parameter["description"] = "an issue's id or key"
        parameter["schema"] = {"type": "string", "pattern": f"^({ISSUE_PATTERN})$"}
        parameter["example"] = "ENG-1"
    else:
        parameter["schema"] = {"type": "integer", "minimum": 1, "maximum": MAX_ID}


def _name(status: int) -> str:
    return TITLES[status].title().replace(" ", "")


def _problem_response(status: int) -> dict[str, Any]:
    shown = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": DETAILS[status]}
    response: dict[str, Any] = {
        "description": TITLES[status],
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": shown}},
    }
    if status in (429, 503):
        response["headers"] = RETRY_AFTER
    return response
