"""Creates that may be sent twice: with an Idempotency-Key the second one gets the first one's answer.

The key is stored in the transaction of the create, so a retry waits for the first one's end and there is
never a key without its row or a row without its key. Refused requests are not kept.
"""

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import orjson
from flask import Response, request
from sqlalchemy import Connection

from webapp.auth import caller
from webapp.database import writing
from webapp.errors import Conflict, Invalid, Malformed
from webapp.rows import Row, fetch_all, fetch_one

View = TypeVar("View", bound=Callable[..., Response])

HEADER = "Idempotency-Key"
KEY_MAX = 200
KEY = re.compile(rf"[!-~]{{1,{KEY_MAX}}}")
KEPT_HEADERS = ("Location", "ETag")

CLAIM = """
insert into idempotency_keys (user_id, key, request_hash)
values (%(user_id)s, %(key)s, %(hash)s)
on conflict (user_id, key) do nothing
returning key
"""
FIND = """
select request_hash, response_status, response
from idempotency_keys
where user_id = %(user_id)s and key = %(key)s
"""
KEEP = """
update idempotency_keys
set response_status = %(status)s, response = %(response)s::jsonb
where user_id = %(user_id)s and key = %(key)s
returning key
"""


def idempotent(view: View) -> View:
    """Honour an Idempotency-Key on a creating view."""

    @functools.wraps(view)
    def once(*args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return view(*args, **kwargs)
        if not KEY.fullmatch(key):
            raise Malformed(f"{HEADER} takes 1 to {KEY_MAX} of ASCII's printable characters, without spaces")
        with writing() as connection:
            claim: Row = {"user_id": caller().user_id, "key": key, "hash": _request_hash()}
            if not fetch_all(connection, CLAIM, claim):
                return _replayed(connection, claim)
            response = view(*args, **kwargs)
            kept = {
                "body": response.get_data(as_text=True),
                "headers": {
                    name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
                },
            }
            stored = {**claim, "status": response.status_code, "response": orjson.dumps(kept).decode()}
            fetch_all(connection, KEEP, stored)
            return response

    once.__dict__["idempotent"] = True
    return cast(View, once)


def _request_hash() -> bytes:
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.get_data()).digest()


def _replayed(connection: Connection, claim: Row) -> Response:
    stored = fetch_one(connection, FIND, claim)
    if stored is None:
        raise Conflict(f"the first request with this {HEADER} has just failed; send it again")
    if bytes(stored["request_hash"]) != claim["hash"]:
        raise Invalid(f"this {HEADER} belongs to another request")
    kept = stored["response"]
    headers = {**kept["headers"], "Idempotency-Replayed": "true"}
    return Response(kept["body"], stored["response_status"], headers, content_type="application/json")
