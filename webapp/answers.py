"""Answers: rows dumped by orjson, keyset pages, entity tags.

Answers are not validated again on their way out: the tests hold them to the OpenAPI document.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from flask import Response

from webapp.cursors import encode_cursor
from webapp.rows import Row


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(value), status, headers, content_type="application/json")


def nothing() -> Response:
    """An empty answer, 204."""
    return Response(status=204)


def page(rows: Sequence[Row], limit: int, position: Callable[[Row], Sequence[Any]]) -> Response:
    """A keyset page of the first `limit` rows; the statement fetched one more to see whether others follow.

    `position` gives a row's place in the order, which the next request continues after.
    """
    shown = rows[:limit]
    following = encode_cursor(position(shown[-1])) if len(rows) > limit else None
    return answer({"data": shown, "next_cursor": following})


def versioned(row: Row, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A row with its version as the entity tag."""
    return answer(row, status, {"ETag": f'"{row["version"]}"', **(headers or {})})
