"""What requests carry: bodies of JSON by orjson, of a bounded size and depth; each query parameter once."""

from typing import Any

import orjson
from apiflask import APIFlask
from flask import current_app, request
from flask.json.provider import JSONProvider

from webapp.errors import Invalid, Malformed, NotJson
from webapp.server.incoming import MAX_BODY_BYTES

MAX_JSON_DEPTH = 32


class OrjsonProvider(JSONProvider):
    """Flask's JSON by orjson; a body nested deeper than MAX_JSON_DEPTH is refused."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:
        """JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        """The value of JSON text."""
        value = orjson.loads(s)
        if depth_exceeds(value, MAX_JSON_DEPTH):
            raise Malformed(f"the body is nested deeper than {MAX_JSON_DEPTH} levels")
        return value


def depth_exceeds(value: Any, limit: int) -> bool:
    """Whether a JSON value has more than `limit` levels of objects and arrays."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def register_bodies(app: APIFlask) -> None:
    """Bound and check what requests carry."""
    app.json = OrjsonProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.before_request(_only_json)
    app.before_request(_each_parameter_once)


def _only_json() -> None:
    if request.method in ("POST", "PATCH", "PUT") and request.content_length and not request.is_json:
        raise NotJson("send the body as application/json")


def _each_parameter_once() -> None:
    """Where a query string is read, a parameter that is given twice is refused: nobody can mean both."""
    if not request.query_string or request.url_rule is None:
        return
    view = current_app.view_functions[request.url_rule.endpoint]
    if not getattr(view, "_spec", {}).get("args"):
        return
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Invalid(f"the parameter {name[:50]!r} is given {len(values)} times; give it once")
