"""Who there is to be: the seeded people, found by logging in.

Every seeded person has an address of the form user{k}@org{j}.taskpilot.example; nothing else is known
beforehand, so that the personas also run against a database of any scale. Larger organizations get more of
the users, as they hold more of the data.
"""

import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate

import orjson
from gevent.lock import BoundedSemaphore

from locustfiles.common.lab_settings import lab_settings

LOGIN = "/api/v1/auth/login"
MOST_ORGANIZATIONS = 1_000
MOST_PEOPLE = 10_000
TRIES = 5
TIMEOUT_S = 5.0
LOOK_AGAIN_AFTER_S = 2.0


class NobodyError(Exception):
    """The server lets nobody in, or does not answer."""


def email(organization: int, person: int) -> str:
    """The address of a seeded person."""
    return f"user{person}@org{organization}.taskpilot.example"


class World:
    """The organizations of one server, each with its number of people."""

    def __init__(self, host: str, password: str) -> None:
        self.host = host
        self.password = password
        self._people: list[int] = []
        self._cumulated: list[int] = []
        self._looking = BoundedSemaphore(1)
        self._look_again_at = 0.0

    def someone(self) -> str:
        """The address of a person drawn from all people; the first caller pays for looking around.

        Some people have left and are not let in; the first person of an organization never has. Raises
        NobodyError where not even that of the first organization is let in.
        """
        organization = self._draw()
        try:
            return self._someone_of(organization)
        except OSError:
            raise NobodyError from None

    def leader(self) -> str:
        """The address of an organization's owner: its first person. Raises NobodyError as `someone` does."""
        return email(self._draw(), 1)

    def _draw(self) -> int:
        with self._looking:
            if not self._people:
                self._look_around()
        return random.choices(range(len(self._people)), cum_weights=self._cumulated)[0] + 1

    def _someone_of(self, organization: int) -> str:
        for _ in range(TRIES):
            address = email(organization, random.randint(1, self._people[organization - 1]))
            if self._lets_in(address):
                return address
        return email(organization, 1)

    def _look_around(self) -> None:
        if time.monotonic() < self._look_again_at:
            raise NobodyError
        try:
            organizations = largest(lambda number: self._lets_in(email(number, 1)), MOST_ORGANIZATIONS)
            people = [self._people_in(number) for number in range(1, organizations + 1)]
        except OSError:
            people = []
        if not people:
            self._look_again_at = time.monotonic() + LOOK_AGAIN_AFTER_S
            raise NobodyError
        self._people, self._cumulated = people, list(accumulate(people))

    def _people_in(self, organization: int) -> int:
        def is_there(number: int) -> bool:
            return any(self._lets_in(email(organization, n)) for n in (number, number + 1))

        return largest(is_there, MOST_PEOPLE)

    def _lets_in(self, address: str) -> bool:
        body = orjson.dumps({"email": address, "password": self.password})
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            self.host + LOGIN, body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return b'"access_token"' in answer.read()
        except urllib.error.HTTPError:
            return False


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
