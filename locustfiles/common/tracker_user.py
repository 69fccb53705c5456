"""A user of the tracker: logs in once, thinks between requests, keeps the token fresh.

The base of every persona. A request that fails ends the round it was part of, as it would for a person, and
at least a second of nothing follows, so that a server that is down is not stormed.
"""

import random
import time
from typing import Any

import gevent
import orjson
from gevent import GreenletExit
from locust import FastHttpUser
from locust.env import Environment
from locust.exception import RescheduleTask, StopUser

from locustfiles.common import _register  # noqa: F401
from locustfiles.common.checks import Check, a_token
from locustfiles.common.exchange import Call, TokenRefusedError, exchange
from locustfiles.common.lab_settings import lab_settings
from locustfiles.common.pace import Pace
from locustfiles.common.think_time import think
from locustfiles.common.world import NobodyError, owner, world

LOGIN = "/api/v1/auth/login"
PAUSE_AFTER_FAILURE_S = 1.0
RENEW_AT = 0.8


class TrackerUser(Pace, FastHttpUser):
    """A seeded person with a bearer token; one that `leads` is the owner of an organization."""

    abstract = True
    host = lab_settings().host
    leads = False
    network_timeout = 30.0
    connection_timeout = 10.0

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.client.client.cookiejar = None
        self.persona = type(self).__name__
        self.headers: dict[str, str] = {}
        self.email: str | None = None
        self._context = {"persona": self.persona}
        self._pause_s: tuple[float, float] | None = None
        self._failed = False
        self._renew_at = float("inf")

    def context(self) -> dict[str, str]:
        """What the event of each request carries."""
        return self._context

    def on_start(self) -> None:
        """Become somebody, however long the server takes to let people in."""
        try:
            while not self.log_in():
                self.pause(1, 3)
                gevent.sleep(PAUSE_AFTER_FAILURE_S)
        except StopUser:
            raise GreenletExit from None

    def on_stop(self) -> None:
        """Give the sockets back at once; else they stay open until a garbage collection."""
        self.client.client.clientpool.close()

    def log_in(self) -> bool:
        """Fetch a token; False, with a failed request in the statistics, where there is none to be had."""
        address = self.email or self._somebody()
        self.headers.pop("Authorization", None)
        body = orjson.dumps({"email": address, "password": lab_settings().demo_password})
        try:
            answer = self.send(Call("POST", LOGIN, LOGIN, a_token, body=body))
        except RescheduleTask:
            return False
        self.email = address
        self.use_token(answer["access_token"])
        life_s = answer.get("expires_in")
        if isinstance(life_s, int):
            self._renew_at = time.monotonic() + RENEW_AT * life_s
        return True

    def use_token(self, token: str) -> None:
        """Use a token from now on, until it is refused."""
        self.headers["Authorization"] = f"Bearer {token}"
        self._renew_at = float("inf")

    def get(self, path: str, name: str, check: Check) -> Any:
        """A checked GET; the decoded body. Raises RescheduleTask after a failure."""
        return self.call(Call("GET", path, name, check))

    def call(self, call: Call) -> Any:
        """Any checked request; the decoded body. Renews the token before its end, and once on a 401."""
        if time.monotonic() > self._renew_at and not self.log_in():
            raise RescheduleTask
        try:
            return self.send(call, renewable=True)
        except TokenRefusedError:
            if not self.log_in():
                raise RescheduleTask from None
            return self.send(call)

    def pause(self, low_s: float, high_s: float) -> None:
        """Think for a while; the persona's think-time factor applies, and 0 does not even yield."""
        if think.factor(self.persona):
            self._pause_s = (low_s, high_s)
            self.wait()

    def wait_time(self) -> float:
        """Wait here rather than in Locust's sleep, so that a turn of the dial reaches who is waiting."""
        low_s, high_s = self._pause_s or self.rest_s
        self._pause_s = None
        think.pause(self.persona, random.uniform(low_s, high_s))
        if self._failed:
            self._failed = False
            gevent.sleep(PAUSE_AFTER_FAILURE_S)
        return 0.0

    def _somebody(self) -> str:
        try:
            people = world(str(self.host))
            return people.leader() if self.leads else people.someone()
        except NobodyError:
            return owner(1)

    def send(self, call: Call, renewable: bool = False) -> Any:
        """A checked request with the token as it is."""
        headers = self.headers
        if call.body is not None:
            headers = {**headers, "Content-Type": "application/json"}
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
        try:
            return exchange(self.client, call, headers, renewable)
        except RescheduleTask:
            self._failed = True
            raise
