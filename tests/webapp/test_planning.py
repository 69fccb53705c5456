"""Labels, cycles, links, attachments, the board, bulk changes, retried creates, comments, analytics."""

import pytest

from tests.webapp.conftest import Client


def test_a_label_is_put_on_an_issue_once_and_taken_off(member: Client) -> None:
    for _ in range(2):
        member.call("PUT", "/issues/ENG-2/labels/2")
    assert [label["id"] for label in member.get("/issues/2")["labels"]] == [2]
    member.delete("/issues/2/labels/2")
    member.delete("/issues/2/labels/2", 404)


def test_a_label_of_another_project_does_not_fit(member: Client) -> None:
    label = member.post("/projects/2/labels", {"name": "ops"})
    assert member.call("PUT", f"/issues/1/labels/{label['id']}").status_code == 404


def test_a_label_name_is_taken_once_in_a_project(member: Client) -> None:
    member.post("/projects/1/labels", {"name": "bug"}, 409)
    assert member.post("/projects/2/labels", {"name": "bug"})["color"] == "#808080"


def test_a_deleted_label_leaves_the_issues(member: Client) -> None:
    member.delete("/labels/1")
    assert member.get("/issues/1")["labels"] == []


def test_a_cycle_ends_after_it_begins(member: Client) -> None:
    dates = {"start_date": "2031-01-06", "end_date": "2031-01-20"}
    made = member.post("/projects/1/cycles", {"name": "Cycle 2", **dates})
    member.patch(f"/cycles/{made['id']}", {"end_date": "2031-01-01"}, 409)
    assert member.get("/projects/1/cycles?status=planned")["data"][0]["id"] == made["id"]


def test_a_link_is_made_once_whichever_end_says_so(member: Client) -> None:
    member.post("/issues/3/links", {"type": "is_blocked_by", "issue": "ENG-4"})
    assert member.get("/issues/4/links")["data"][0]["type"] == "blocks"
    member.post("/issues/4/links", {"type": "blocks", "issue": "3"}, 409)


def test_an_issue_is_not_linked_to_itself(member: Client) -> None:
    member.post("/issues/3/links", {"type": "relates", "issue": "ENG-3"}, 409)


def test_related_issues_are_related_once(member: Client) -> None:
    link = member.post("/issues/3/links", {"type": "relates", "issue": "4"})
    member.post("/issues/4/links", {"type": "relates", "issue": "3"}, 409)
    member.delete(f"/links/{link['id']}")
    assert member.get("/issues/3/links")["data"] == []


def test_an_attachment_has_limits(member: Client) -> None:
    file = {"filename": "log.txt", "content_type": "text/plain", "file_size": 10}
    made = member.post("/issues/2/attachments", file)
    assert made["storage_key"].startswith("organizations/1/issues/2/")
    member.post("/issues/2/attachments", {**file, "file_size": 2**40}, 422)
    member.post("/issues/2/attachments", {**file, "filename": "../etc"}, 422)
    member.delete(f"/attachments/{made['id']}")


@pytest.mark.reads_only
def test_the_board_counts_every_issue_and_shows_the_newest(member: Client) -> None:
    columns = member.get("/projects/1/board?per_column=2")["columns"]
    assert columns[0]["status"] == "backlog"
    assert sum(column["count"] for column in columns) == 40
    assert all([row["status"] for row in column["data"]] == [column["status"]] * 2 for column in columns)


def test_a_bulk_change_reaches_all(member: Client) -> None:
    rows = member.patch("/issues", {"ids": [1, 2, 3], "changes": {"status": "done"}})["data"]
    assert [(row["id"], row["status"], row["version"]) for row in rows] == [(n, "done", 2) for n in (1, 2, 3)]
    assert len([one for one in member.get("/activity")["data"] if "status" in one["changes"]]) >= 3


def test_a_bulk_change_that_misses_one_changes_none(member: Client) -> None:
    problem = member.patch("/issues", {"ids": [1, 101], "changes": {"status": "done"}}, 404)
    assert "101" in problem["detail"]
    assert member.get("/issues/1")["version"] == 1


def test_a_retried_create_gets_the_first_answer(member: Client) -> None:
    headers = {"Idempotency-Key": "k-1"}
    body = {"project_id": 2, "title": "Once"}
    first = member.call("POST", "/issues", json=body, headers=headers)
    second = member.call("POST", "/issues", json=body, headers=headers)
    assert (second.status_code, second.get_data()) == (201, first.get_data())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len(member.get("/projects/2/issues")["data"]) == 1


def test_a_key_with_another_body_is_refused(member: Client, admin: Client) -> None:
    headers = {"Idempotency-Key": "k-2"}
    member.post("/issues", {"project_id": 2, "title": "One"}, headers=headers)
    member.post("/issues", {"project_id": 2, "title": "Two"}, 422, headers=headers)
    admin.post("/issues", {"project_id": 2, "title": "Two"}, headers=headers)


def test_a_refused_create_keeps_no_key(member: Client) -> None:
    headers = {"Idempotency-Key": "k-3"}
    member.post("/issues", {"project_id": 999, "title": "One"}, 404, headers=headers)
    member.post("/issues", {"project_id": 2, "title": "One"}, headers=headers)


def test_one_changes_and_deletes_ones_own_comment(member: Client, admin: Client) -> None:
    made = member.post("/issues/2/comments", {"body": "hm"})
    admin.patch(f"/comments/{made['id']}", {"body": "no"}, 403)
    assert member.patch(f"/comments/{made['id']}", {"body": "yes"})["body"] == "yes"
    member.delete(f"/comments/{made['id']}")
    assert member.get("/issues/2")["comment_count"] == 0


@pytest.mark.reads_only
def test_a_guest_finds_no_internal_comment(guest: Client, member: Client) -> None:
    assert member.get("/comments/5")["is_internal"]
    guest.get("/comments/5", 404)
    guest.post("/issues/1/comments", {"body": "psst", "is_internal": True}, 403)


@pytest.mark.reads_only
def test_the_overview_adds_up(member: Client) -> None:
    overview = member.get("/analytics/organization")
    assert overview["issues"] == sum(overview["by_status"].values()) == 40
    assert (overview["users"], overview["projects"]) == (4, 2)


@pytest.mark.reads_only
def test_the_burndown_ends_with_what_remains(member: Client) -> None:
    days = member.get("/analytics/cycles/1/burndown")["days"]
    assert (len(days), days[-1]["ideal"], days[-1]["scope"]) == (15, 0.0, 10)
    assert days[-1]["remaining"] < days[0]["scope"] + 10


@pytest.mark.reads_only
def test_velocity_counts_done_points(member: Client) -> None:
    cycle = member.get("/analytics/projects/1/velocity")["cycles"][0]
    assert (cycle["issues"], cycle["done_issues"] > 0) == (10, True)


@pytest.mark.reads_only
def test_cycle_times_have_percentiles_only_where_something_was_closed(member: Client) -> None:
    assert member.get("/analytics/projects/1/cycle-time")["p90_hours"] > 0
    assert member.get("/analytics/projects/2/cycle-time")["p90_hours"] is None


@pytest.mark.reads_only
def test_the_heatmap_holds_the_changes(member: Client) -> None:
    assert sum(cell["changes"] for cell in member.get("/analytics/activity/heatmap")["data"]) == 60


@pytest.mark.parametrize("key", ["", "two words", "\xe9", "x" * 201])
def test_an_idempotency_key_beyond_the_document_is_refused(member: Client, key: str) -> None:
    member.post("/projects", {"name": "Web", "key": "WEB"}, 400, headers={"Idempotency-Key": key})
