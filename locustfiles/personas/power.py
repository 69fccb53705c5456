"""Power user: files issues in a row, works through a backlog in bulk, searches a lot.

Half reads, half writes, hardly a pause between them: the persona that makes rows change often.
"""

import random

from locust import task

from locustfiles.common import prose
from locustfiles.common.checks import a_list
from locustfiles.common.gates import CREATE, SEARCH
from locustfiles.common.member import API, Member

CREATES = 5
PATCHES = 10
SEARCHES = 5
FEATURES = 2
INTEGRATIONS_SHARE = 0.3
PRIORITIES = ("low", "medium", "high", "urgent")


class PowerUser(Member):
    """Five creates, ten times read and patch, five searches; 30 to 60 seconds until the next round."""

    fixed_count = 5
    kind = "power"
    leads = True
    rest_s = (30.0, 60.0)
    round_requests = 30.0
    round_think_s = 54.5
    reaches = (CREATE, SEARCH)

    @task
    def bulk_work(self) -> None:
        if not self.projects:
            self.introduce_myself()
            self.list_projects()
            self.open_board(self.project()["id"])
        self.file_issues()
        self.groom_backlog()
        self.look_things_up()
        if random.random() < INTEGRATIONS_SHARE:
            self.look_at_integrations()
        for _ in range(FEATURES):
            self.use_a_feature()

    def file_issues(self) -> None:
        """Five creates, half of them with an Idempotency-Key."""
        project = self.project()
        for _ in range(CREATES):
            self.create_issue(project["id"], keyed=random.random() < 0.5)
            self.pause(0.5, 0.5)

    def groom_backlog(self) -> None:
        """Ten issues read, then changed."""
        for row in random.sample(list(self.seen), k=min(PATCHES, len(self.seen))):
            self.read_issue(row["id"])
            chance = random.random()
            if chance < 0.6:
                self.move_issue(row["id"])
            elif chance < 0.8:
                self.patch_issue(row["id"], priority=random.choice(PRIORITIES))
            else:
                self.patch_issue(row["id"], assignee_id=self.me["id"])
            self.pause(0.2, 0.2)

    def look_at_integrations(self) -> None:
        """What an owner looks after: API tokens, webhooks and what one of them was sent."""
        self.get(f"{API}/tokens", f"{API}/tokens", a_list)
        webhooks = self.get(f"{API}/webhooks", f"{API}/webhooks", a_list)["data"]
        if webhooks:
            path = f"{API}/webhooks/{random.choice(webhooks)['id']}/deliveries"
            self.get(path, f"{API}/webhooks/[id]/deliveries", a_list)

    def look_things_up(self) -> None:
        """Five searches, for words that titles here contain."""
        for _ in range(SEARCHES):
            self.search(prose.search_word())
            self.pause(1, 1)
