"""What a write leaves behind: audit trail, notifications, outbox, or nothing at all when it fails."""

from sqlalchemy import Engine, Row, text

from tests.webapp.conftest import Client

LAST = "select action, issue_id, user_id, changes from activity_log order by id desc limit 1"
TOLD = "select user_id, type::text, data from notifications order by id desc limit 1"
SENT = "select webhook_id, event, payload from webhook_deliveries order by id desc limit 1"
COUNTS = """select (select count(*) from activity_log), (select count(*) from notifications),
    (select count(*) from webhook_deliveries)"""


def _one(database: Engine, sql: str) -> Row[tuple[object, ...]]:
    with database.connect() as connection:
        return connection.execute(text(sql)).one()


def test_a_create_is_logged_told_and_sent(member: Client, world_database: Engine) -> None:
    made = member.post("/issues", {"project_id": 1, "title": "Export stalls", "assignee_id": 2})
    assert _one(world_database, LAST)[:3] == ("issue.created", made["id"], 3)
    assert _one(world_database, TOLD)[:2] == (2, "issue_assigned")
    webhook_id, event, payload = _one(world_database, SENT)
    assert (webhook_id, event, payload["key"]) == (1, "issue.created", made["key"])


def test_a_change_logs_what_it_was_and_is(member: Client, world_database: Engine) -> None:
    member.patch("/issues/3", {"status": "done", "title": "Login fails"})
    changes = _one(world_database, LAST)[3]
    assert changes["status"] == {"from": "in_review", "to": "done"}
    assert set(changes) == {"status", "title"}
    assert _one(world_database, TOLD)[:2] == (2, "issue_status_changed")


def test_a_change_that_changes_nothing_is_not_logged(member: Client, world_database: Engine) -> None:
    before = _one(world_database, COUNTS)
    member.patch("/issues/3", {"status": "in_review"})
    assert _one(world_database, COUNTS) == before


def test_nobody_is_told_of_their_own_doing(member: Client, world_database: Engine) -> None:
    before = _one(world_database, COUNTS)
    member.post("/issues", {"project_id": 1, "title": "Mine", "assignee_id": 3})
    assert _one(world_database, COUNTS)[1] == before[1]


def test_a_failed_create_leaves_nothing(member: Client, world_database: Engine) -> None:
    before = _one(world_database, COUNTS)
    member.post("/issues", {"project_id": 1, "title": "x", "assignee_id": 101}, 409)
    assert _one(world_database, COUNTS) == before


def test_a_comment_is_counted_and_tells_reporter_and_mentioned(
    member: Client, world_database: Engine
) -> None:
    before = _one(world_database, COUNTS)
    member.post("/issues/ENG-4/comments", {"body": "see @user1@org1.taskpilot.example"})
    assert member.get("/issues/4")["comment_count"] == 1
    assert _one(world_database, COUNTS)[1] == before[1] + 2


def test_a_deletion_stays_in_the_feed(member: Client) -> None:
    member.delete("/issues/5")
    latest = member.get("/activity")["data"][0]
    assert (latest["action"], latest["issue_id"], latest["changes"]["key"]) == (
        "issue.deleted",
        None,
        "ENG-5",
    )


def test_an_inactive_webhook_gets_nothing(member: Client, world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update webhooks set active = false"))
    before = _one(world_database, COUNTS)
    member.post("/issues", {"project_id": 1, "title": "Quiet"})
    assert _one(world_database, COUNTS)[2] == before[2]
