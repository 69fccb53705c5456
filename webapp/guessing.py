"""Guessing passwords: after some failures within a minute, whoever guesses has to wait.

Failures are counted per address and account, per address, and (more generously, so that a stranger cannot
keep somebody out) per account. Counted in Redis, so for all web processes together; where there is none, or
it is away, in each process for itself.
"""

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from webapp.errors import TooMany
from webapp.rate_limit import QUICK

PER_ADDRESS_AND_ACCOUNT = RateLimitItemPerMinute(10, namespace="guesses")
PER_ADDRESS = RateLimitItemPerMinute(300, namespace="guesses")
PER_ACCOUNT = RateLimitItemPerMinute(100, namespace="guesses")

Limiter = FixedWindowRateLimiter


class Guesses:
    """The failures that were counted lately."""

    def __init__(self, redis_url: str | None) -> None:
        self._here = Limiter(storage_from_string("memory://"))
        self._shared = (
            Limiter(storage_from_string(redis_url, wrap_exceptions=True, **QUICK))
            if redis_url
            else self._here
        )

    def check(self, account: str) -> None:
        """Refuse an attempt on an account where the caller, or the account, has had too many; TooMany."""
        if not self._asked(lambda limiter: all(limiter.test(*one) for one in _counters(account))):
            raise TooMany("too many wrong passwords; wait a minute")

    def failed(self, account: str) -> None:
        """Count a wrong password."""
        self._asked(lambda limiter: [limiter.hit(*one) for one in _counters(account)] != [])

    def _asked(self, question: Callable[[Limiter], bool]) -> bool:
        try:
            return question(self._shared)
        except StorageError:
            return question(self._here)


def register_guessing(app: Flask) -> None:
    """Count this app's failures."""
    app.extensions["taskpilot_guesses"] = Guesses(app.config["SETTINGS"].redis_url)


def guesses() -> Guesses:
    """The current app's."""
    return cast(Guesses, current_app.extensions["taskpilot_guesses"])


def _counters(account: str) -> list[tuple[RateLimitItem, str, str]]:
    address = request.remote_addr or "nowhere"
    return [
        (PER_ADDRESS_AND_ACCOUNT, address, account),
        (PER_ADDRESS, address, "*"),
        (PER_ACCOUNT, "*", account),
    ]
