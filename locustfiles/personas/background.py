"""Background jobs: automated checks that come at a fixed rate, however slow the server is.

Ten streams of one request a second over the four internal endpoints, read only, with the service token.
"""

import random

from locust.env import Environment

from locustfiles.common.checks import an_object
from locustfiles.common.exchange import Call
from locustfiles.common.lab_settings import lab_settings
from locustfiles.common.open_user import OpenUser

INTERNAL = (
    "/api/v1/internal/sla/check",
    "/api/v1/internal/webhooks/pending",
    "/api/v1/internal/recurring/due",
    "/api/v1/internal/metrics/aggregate",
)

FEATURE_SHARE = 0.2


class BackgroundJobs(OpenUser):
    """Each is one stream of one request a second, over the four internal endpoints in turn."""

    fixed_count = 10
    kind = "background"
    rate_per_s = 1.0

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.headers["Authorization"] = f"Bearer {lab_settings().service_token}"
        self._next = random.randrange(len(INTERNAL))

    def log_in(self) -> bool:
        """Nothing to do: the service token does not end."""
        return True

    def arrive(self, due: float) -> None:
        feature = self.a_feature() if random.random() < FEATURE_SHARE else None
        if feature is not None:
            self.call_due(feature, due)
            return
        path = INTERNAL[self._next % len(INTERNAL)]
        self._next += 1
        self.call_due(Call("GET", path, path, an_object), due)
