"""The least that a FastHttpUser can do, as a locustfile: what the personas are measured against."""

from locust import FastHttpUser, task


class MinimalUser(FastHttpUser):
    """One GET after the other, unchecked, without a pause."""

    @task
    def get(self) -> None:
        self.client.get("/api/v1/projects")
