"""The first round through the API: what each core endpoint answers on known data."""

import pytest

from tests.webapp.conftest import Client

pytestmark = pytest.mark.reads_only


@pytest.mark.parametrize(
    "path",
    [
        "/me",
        "/me/issues",
        "/projects",
        "/projects?team_id=1&status=active",
        "/projects/1",
        "/projects/1/issues",
        "/projects/1/issues?status=todo,done&priority=high&assignee_id=3&label=bug&cycle_id=1&sort=due",
        "/issues/1",
        "/issues/ENG-1",
        "/issues/eng-1/comments",
        "/issues/1/activity",
        "/search?q=login",
        "/activity?page=1",
        "/notifications",
        "/notifications?unread=true",
        "/analytics/organization",
        "/analytics/projects/1/velocity",
        "/analytics/workload",
    ],
)
def test_a_member_can_read(member: Client, path: str) -> None:
    assert member.get(path)


@pytest.mark.parametrize("path", ["sla/check", "webhooks/pending", "recurring/due", "metrics/aggregate"])
def test_the_service_token_opens_internal(service: Client, path: str) -> None:
    assert service.get(f"/internal/{path}")


@pytest.mark.parametrize("path", ["sla/check", "webhooks/pending", "recurring/due", "metrics/aggregate"])
def test_a_login_does_not_open_internal(owner: Client, path: str) -> None:
    assert owner.get(f"/internal/{path}", 401)["status"] == 401
