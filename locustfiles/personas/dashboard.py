"""Dashboard user: opens the analytics and pages through the activity feed.

Few people, the heaviest queries; nothing is written.
"""

from locust import task

from locustfiles.common.checks import a_list, an_object
from locustfiles.common.member import API, Member

ACTIVITY_PAGES = 5


class DashboardUser(Member):
    """Three analytics, five pages of activity; 30 to 60 seconds until the next round."""

    fixed_count = 3
    kind = "dashboard"
    rest_s = (30.0, 60.0)
    round_requests = 8.0
    round_think_s = 70.0

    @task
    def watch_the_organization(self) -> None:
        project = self.project()
        self.get(f"{API}/analytics/organization", f"{API}/analytics/organization", an_object)
        self.pause(5, 5)
        velocity = f"{API}/analytics/projects/{project['id']}/velocity"
        self.get(velocity, f"{API}/analytics/projects/[id]/velocity", an_object)
        self.pause(5, 5)
        self.get(f"{API}/analytics/workload", f"{API}/analytics/workload", an_object)
        self.pause(10, 10)
        for page in range(1, ACTIVITY_PAGES + 1):
            self.get(f"{API}/activity?page={page}", f"{API}/activity", a_list)
            self.pause(1, 1)
        self.use_a_feature()
