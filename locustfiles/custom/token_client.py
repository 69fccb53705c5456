"""Token client: an integration with an API token, which polls on a schedule and files what it finds.

Every create carries an Idempotency-Key, and some are sent twice, as an integration does that has lost the
first answer: the second must name the same issue.
"""

import random
from uuid import uuid4

import orjson
from locust import task
from locust.exception import RescheduleTask

from locustfiles.common import prose
from locustfiles.common.checks import Check, a_list, created, the_row
from locustfiles.common.exchange import Call
from locustfiles.common.gates import CREATE
from locustfiles.common.member import API
from locustfiles.common.named import is_named
from locustfiles.common.paced_user import PacedUser

TOKEN_DAYS = 1


def a_secret(document: object) -> str | None:
    """A new API token, shown this once."""
    reason = created(document)
    if reason is None and not isinstance(document.get("token"), str):  # type: ignore[attr-defined]
        return "body has no token"
    return reason


class TokenClient(PacedUser):
    """A poll every five seconds, whatever the last one took; every third files an issue."""

    abstract = not is_named(__file__)
    leads = True
    period_s = 5.0
    round_requests = 3.4
    round_think_s = 5.0
    reaches = (CREATE,)

    def log_in(self) -> bool:
        """Log in for an API token, which is used from then on."""
        if not super().log_in():
            return False
        name = f"load {uuid4().hex[:8]}"
        body = orjson.dumps({"name": name, "scopes": ["admin"], "expires_in_days": TOKEN_DAYS})
        try:
            made = self.send(Call("POST", f"{API}/tokens", f"{API}/tokens", a_secret, 201, body))
        except RescheduleTask:
            return False
        self.use_token(made["token"])
        return True

    @task
    def poll(self) -> None:
        project = self.project()["id"]
        name = f"{API}/projects/[id]/issues"
        self.call_due(Call("GET", f"{API}/projects/{project}/issues?sort=-updated&limit=100", name, a_list))
        if random.random() < 1 / 3:
            self.file_issue(project)
        if random.random() < 0.5:
            self.look_at_deliveries()
        if random.random() < 0.2:
            self.call_due(Call("GET", f"{API}/tokens", f"{API}/tokens", a_list))

    def file_issue(self, project: int) -> None:
        """A create with an Idempotency-Key, one in five times sent again."""
        key, title = uuid4().hex, prose.title()
        body = b'{"project_id":%d,"title":%s,"description":%s}' % (project, title, prose.description())
        issue = self._create(body, key, created)["id"]
        if random.random() < 0.2:
            self._create(body, key, the_row(issue))

    def look_at_deliveries(self) -> None:
        """The organization's webhooks, and what one of them was sent."""
        path = f"{API}/webhooks"
        webhooks = self.call_due(Call("GET", path, path, a_list))["data"]
        if webhooks:
            chosen = f"{path}/{random.choice(webhooks)['id']}/deliveries"
            self.call_due(Call("GET", chosen, f"{path}/[id]/deliveries", a_list))

    def _create(self, body: bytes, key: str, check: Check) -> dict[str, int]:
        path = f"{API}/issues"
        row: dict[str, int] = self.call_due(Call("POST", path, path, check, 201, body, key))
        return row
