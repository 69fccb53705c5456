"""Who there is to be: the seeded people, found by asking.

Every seeded person has an address of the form user{k}@org{j}.taskpilot.example; nothing else is known
beforehand, so that the personas also run against a database of any scale. The first person of each
organization owns it and is asked who else is there. Larger organizations get more of the users, as they hold
more of the data.
"""

import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from gevent.lock import BoundedSemaphore
from gevent.pool import Pool

from locustfiles.common.lab_settings import lab_settings

LOGIN = "/api/v1/auth/login"
PEOPLE = "/api/v1/users?active=true&limit=100"
SEEDED = re.compile(r"user\d+@org\d+\.taskpilot\.example")
MOST_ORGANIZATIONS = 1_000
ASKED_AT_A_TIME = 4
TIMEOUT_S = 5.0
LOOK_AGAIN_AFTER_S = 2.0


class NobodyError(Exception):
    """The server lets nobody in, or does not answer."""


def owner(organization: int) -> str:
    """The address of an organization's first person."""
    return f"user1@org{organization}.taskpilot.example"


class World:
    """The people of one server who may log in."""

    def __init__(self, host: str, password: str) -> None:
        self.host = host
        self.password = password
        self._people: list[str] = []
        self._looking = BoundedSemaphore(1)
        self._look_again_at = 0.0

    def someone(self) -> str:
        """The address of a person drawn from all; the first caller pays for looking around.

        Raises NobodyError where not even the first owner is let in.
        """
        with self._looking:
            if not self._people:
                self._look_around()
        return random.choice(self._people)

    def leader(self) -> str:
        """The address of the owner of somebody's organization. Raises NobodyError as `someone` does."""
        return owner(int(self.someone().partition("@org")[2].partition(".")[0]))

    def _look_around(self) -> None:
        if time.monotonic() < self._look_again_at:
            raise NobodyError
        try:
            organizations = largest(lambda number: self._token(number) is not None, MOST_ORGANIZATIONS)
            found = Pool(ASKED_AT_A_TIME).map(self._people_of, range(1, organizations + 1))
        except OSError:
            found = []
        self._people = [address for people in found for address in people]
        if not self._people:
            self._look_again_at = time.monotonic() + LOOK_AGAIN_AFTER_S
            raise NobodyError

    def _people_of(self, organization: int) -> list[str]:
        token = self._token(organization)
        pages = self._pages(token) if token is not None else ()
        people = [row["email"] for page in pages for row in page if SEEDED.fullmatch(row["email"])]
        return people or [owner(organization)]

    def _pages(self, token: str) -> Iterator[list[dict[str, Any]]]:
        path: str | None = PEOPLE
        while path is not None:
            page = self._answer(path, {"Authorization": f"Bearer {token}"})
            yield page.get("data") or []
            cursor = page.get("next_cursor")
            path = f"{PEOPLE}&cursor={cursor}" if cursor else None

    def _token(self, organization: int) -> str | None:
        body = orjson.dumps({"email": owner(organization), "password": self.password})
        token: str | None = self._answer(LOGIN, {"Content-Type": "application/json"}, body).get(
            "access_token"
        )
        return token

    def _answer(self, path: str, headers: dict[str, str], body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self.host + path, body, headers)  # noqa: S310 - the operator's own
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - our host  # nosec B310
                document = orjson.loads(answer.read())
        except (urllib.error.HTTPError, orjson.JSONDecodeError):
            return {}
        return document if isinstance(document, dict) else {}


def largest(holds: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` that holds, 0 if none does; all below it hold, all above do not."""
    above = 1
    while above <= most and holds(above):
        above *= 2
    low, high = above // 2, min(above, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


@lru_cache(maxsize=8)
def world(host: str) -> World:
    """The world behind a base URL, looked at once per process."""
    return World(host, lab_settings().demo_password)
