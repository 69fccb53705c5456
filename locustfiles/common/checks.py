"""What an answer must hold, beyond its status.

A check takes the decoded body and returns None, or the reason why the answer is a failure. Reasons never
contain ids or text of the body: Locust keeps one counter per reason.
"""

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], str | None]


def a_list(document: Any) -> str | None:
    """A page of a list; it may be empty."""
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        return "body is not a list"
    return None


def a_filled_list(document: Any) -> str | None:
    """A page of a list that the seeded world cannot leave empty."""
    reason = a_list(document)
    if reason is None and not document["data"]:
        return "list is empty"
    return reason


def an_object(document: Any) -> str | None:
    """Anything that says something: an object with at least one member."""
    return None if isinstance(document, dict) and document else "body is empty"


def created(document: Any) -> str | None:
    """A new row, with its id."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), int):
        return "body has no id"
    return None


def a_token(document: Any) -> str | None:
    """The answer to a login."""
    if not isinstance(document, dict) or not isinstance(document.get("access_token"), str):
        return "body has no access_token"
    return None


def the_row(identity: int) -> Check:
    """The row that was asked for, not another one."""

    def check(document: Any) -> str | None:
        if not isinstance(document, dict) or "id" not in document:
            return "body has no id"
        return None if document["id"] == identity else "body is another row's"

    return check
