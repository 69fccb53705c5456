"""Cursors of keyset pages: the last row's place in the order, opaque to callers."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import orjson

from webapp.errors import Invalid


def encode_cursor(position: Sequence[Any]) -> str:
    """The cursor for the rows after `position`."""
    return base64.urlsafe_b64encode(orjson.dumps(list(position))).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, *kinds: type) -> list[Any] | None:
    """The position in a cursor, of values of these `kinds`; Invalid where it is not one of this list's."""
    if cursor is None:
        return None
    try:
        position = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        position = None
    if not (
        isinstance(position, list)
        and len(position) == len(kinds)
        and all(type(value) is kind for value, kind in zip(position, kinds, strict=True))
        and not any(type(value) is str and "\0" in value for value in position)
        and all(abs(value) < 2**63 for value in position if type(value) is int)
    ):
        raise Invalid("this cursor does not belong to this list; start again without one")
    return position
