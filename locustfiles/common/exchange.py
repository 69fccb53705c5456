"""One request and its answer, believed only after a look at the content.

Failures are told in words without ids, bodies or addresses: Locust keeps one counter per message.
"""

import time
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from gevent import GreenletExit
from locust.contrib.fasthttp import FastHttpSession, ResponseContextManager
from locust.exception import CatchResponseError, RescheduleTask

from locustfiles.common.checks import Check

UNANSWERED_AFTER_S = 5.0


class TokenRefusedError(Exception):
    """A 401 to a token that has been good before."""


class Call(NamedTuple):
    """A request as a persona means it: `name` is its row in the statistics, the path without ids.

    Where `may_be_missing`, a 404 is an answer like any other, listed in a row of its own.
    """

    method: str
    path: str
    name: str
    check: Check
    status: int = 200
    body: bytes | None = None
    idempotency_key: str | None = None
    may_be_missing: bool = False


def exchange(client: FastHttpSession, call: Call, headers: dict[str, str], renewable: bool) -> Any:
    """Send a request and return the decoded body; RescheduleTask where the answer is a failure.

    A 401 to a `renewable` request is no failure yet: it is listed in a row of its own and raises
    TokenRefusedError.
    """
    started = time.perf_counter()
    try:
        answered = client.request(
            call.method,
            call.path,
            name=call.name,
            data=call.body,  # type: ignore[arg-type]
            headers=headers,
            catch_response=True,
        )
    except GreenletExit:
        _tell_unanswered(client, call, time.perf_counter() - started)
        raise
    with answered as response:
        if renewable and response.status_code == HTTPStatus.UNAUTHORIZED:
            response.request_meta["name"] = f"{call.name} (token renewed)"
            response.success()
            raise TokenRefusedError
        if call.may_be_missing and response.status_code == HTTPStatus.NOT_FOUND:
            response.request_meta["name"] = f"{call.name} (nothing there)"
            response.success()
            return None
        document, reason = _read(response, call)
        if reason is not None:
            response.failure(reason)
            raise RescheduleTask
        return document


def _read(response: ResponseContextManager, call: Call) -> tuple[Any, str | None]:
    if response.status_code != call.status:
        return None, _wrong_status(response)
    if call.status == HTTPStatus.NO_CONTENT:
        return None, None
    try:
        document = orjson.loads(response.content or b"")
    except orjson.JSONDecodeError:
        return None, "body is not JSON"
    return document, call.check(document)


def _wrong_status(response: ResponseContextManager) -> str:
    if not response.status_code:
        return f"no answer: {type(getattr(response, 'error', None)).__name__}"
    try:
        return f"answered {response.status_code} {HTTPStatus(response.status_code).phrase}"
    except ValueError:
        return f"answered {response.status_code}"


def _tell_unanswered(client: FastHttpSession, call: Call, waited_s: float) -> None:
    """A request that was cut off when its user was stopped counts, if it had waited long."""
    if waited_s < UNANSWERED_AFTER_S:
        return
    client.request_event.fire(
        request_type=call.method,
        name=call.name,
        response_time=waited_s * 1000,
        response_length=0,
        exception=CatchResponseError(f"no answer {UNANSWERED_AFTER_S:.0f} s or more after it was sent"),
        context=client.user.context() if client.user else {},
    )
