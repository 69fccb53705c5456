"""Write-heavy user: creates an issue, comments five times, moves it three times, and again.

The load guide's scenario for bloat and write-ahead log: nine writes to no read.
"""

from locust import task

from locustfiles.common.gates import CREATE
from locustfiles.common.member import Member
from locustfiles.common.named import is_named

COMMENTS = 5
MOVES = 3


class WriteHeavy(Member):
    """One issue with five comments and three moves, then a second of rest."""

    abstract = not is_named(__file__)
    rest_s = (1.0, 2.0)
    round_requests = 9.0
    round_think_s = 3.3
    reaches = (CREATE,)

    @task
    def write(self) -> None:
        issue = self.create_issue(self.project()["id"])["id"]
        for _ in range(COMMENTS):
            self.comment(issue)
            self.pause(0.2, 0.3)
        for _ in range(MOVES):
            self.move_issue(issue)
            self.pause(0.1, 0.3)
