"""Issues: pages and filters, keys and numbers, changes with versions."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client, token_of
from tests.webapp.world import ISSUES


def _all_pages(client: Client, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.get(f"{path}&limit=7{cursor}")
        rows += page["data"]
        if page["next_cursor"] is None:
            return rows
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.reads_only
@pytest.mark.parametrize("sort", ["-created", "created", "-updated", "-priority", "due"])
def test_pages_hold_every_issue_once_in_every_order(member: Client, sort: str) -> None:
    rows = _all_pages(member, f"/projects/1/issues?sort={sort}")
    assert sorted(row["number"] for row in rows) == list(range(1, ISSUES + 1))


@pytest.mark.reads_only
def test_urgent_issues_come_first_by_priority(member: Client) -> None:
    rows = _all_pages(member, "/projects/1/issues?sort=-priority")
    order = ["urgent", "high", "medium", "low", "none"]
    assert [row["priority"] for row in rows] == sorted((row["priority"] for row in rows), key=order.index)


@pytest.mark.reads_only
def test_filters_hold_together(member: Client) -> None:
    rows = member.get("/projects/1/issues?status=backlog,in_review&assignee_id=3&label=bug")["data"]
    assert [row["number"] for row in rows] == [36, 21, 6]


@pytest.mark.reads_only
def test_an_empty_project_has_an_empty_list(member: Client) -> None:
    assert member.get("/projects/2/issues") == {"data": [], "next_cursor": None}


@pytest.mark.reads_only
def test_a_cursor_of_another_order_is_refused(member: Client) -> None:
    cursor = member.get("/projects/1/issues?sort=due&limit=1")["next_cursor"]
    member.get(f"/projects/1/issues?cursor={cursor}", 422)


@pytest.mark.reads_only
def test_an_unknown_status_is_refused_by_name(member: Client) -> None:
    assert "started" in str(member.get("/projects/1/issues?status=started", 422)["errors"])


@pytest.mark.reads_only
def test_my_issues_are_those_assigned_to_me(member: Client) -> None:
    rows = _all_pages(member, "/me/issues?status=todo,backlog")
    assert {row["assignee_id"] for row in rows} == {3}


@pytest.mark.reads_only
def test_an_issue_shows_what_hangs_on_it(member: Client) -> None:
    issue = member.get("/issues/ENG-1")
    assert [label["name"] for label in issue["labels"]] == ["bug"]
    assert [link["type"] for link in issue["links"]] == ["blocks"]
    assert issue["attachments"][0]["filename"] == "screen.png"


@pytest.mark.reads_only
def test_a_link_reads_the_other_way_round_from_its_target(member: Client) -> None:
    link = member.get("/issues/2")["links"][0]
    assert (link["type"], link["issue_key"]) == ("is_blocked_by", "ENG-1")


def test_a_new_issue_gets_its_projects_next_number(member: Client) -> None:
    body = {
        "project_id": 1,
        "title": "Export stalls",
        "assignee_id": 2,
        "label_ids": [2],
        "due_date": "2031-01-02",
    }
    made = member.post("/issues", body)
    assert (made["key"], made["reporter_id"], made["version"]) == (f"ENG-{ISSUES + 1}", 3, 1)
    assert member.get(f"/issues/{made['key']}")["labels"][0]["name"] == "idea"


def test_numbers_have_no_gaps_under_concurrent_creates(app: APIFlask, world_database: Engine) -> None:
    def create(_: int) -> None:
        Client(app.test_client(), token_of(app, 3)).post("/issues", {"project_id": 2, "title": "One of many"})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(create, range(24)))
    with world_database.connect() as connection:
        numbers = connection.scalars(text("select number from issues where project_id = 2 order by 1")).all()
    assert list(numbers) == list(range(1, 25))


@pytest.mark.reads_only
@pytest.mark.parametrize("field", ["assignee_id", "cycle_id"])
def test_an_issue_does_not_refer_to_another_organization(member: Client, field: str) -> None:
    member.post("/issues", {"project_id": 1, "title": "x", field: 101}, 409)
    member.patch("/issues/1", {field: 101}, 409)


def test_a_refused_create_takes_no_number(member: Client) -> None:
    member.post("/issues", {"project_id": 1, "title": "x", "label_ids": [101]}, 409)
    assert member.get("/projects/1")["last_issue_number"] == ISSUES


def test_closing_sets_the_moment_and_reopening_clears_it(member: Client) -> None:
    closed = member.patch("/issues/ENG-7", {"status": "done"})
    assert closed["closed_at"] and closed["started_at"]
    assert member.patch("/issues/ENG-7", {"status": "todo"})["closed_at"] is None


def test_finishing_what_was_cancelled_before_it_began_closes_it_anew(member: Client) -> None:
    cancelled = member.patch("/issues/ENG-7", {"status": "cancelled"})
    done = member.patch("/issues/ENG-7", {"status": "done"})
    assert cancelled["started_at"] is None
    assert done["closed_at"] >= done["started_at"] > cancelled["closed_at"]


def test_closing_what_is_closed_leaves_the_moment_alone(member: Client) -> None:
    closed = member.patch("/issues/ENG-7", {"status": "done"})
    assert member.patch("/issues/ENG-7", {"status": "done"})["closed_at"] == closed["closed_at"]


def test_a_change_leaves_other_fields_alone(member: Client) -> None:
    before = member.get("/issues/9")
    after = member.patch("/issues/9", {"estimate": 5, "assignee_id": None})
    expected = {"estimate": 5, "assignee_id": None, "version": 2, "updated_at": after["updated_at"]}
    assert after == {name: before[name] for name in after} | expected


def test_if_match_lets_the_read_version_through_once(member: Client) -> None:
    etag = member.call("GET", "/issues/3").headers["ETag"]
    member.patch("/issues/3", {"title": "First"}, headers={"If-Match": etag})
    member.patch("/issues/3", {"title": "Second"}, 412, headers={"If-Match": etag})


def test_a_deleted_issue_is_gone(member: Client) -> None:
    member.delete("/issues/5")
    member.get("/issues/5", 404)


@pytest.mark.reads_only
def test_a_guest_may_not_delete(guest: Client) -> None:
    assert guest.delete("/issues/5", 403)["detail"] == "a guest may not delete issues"


def test_many_issues_are_named_by_id_or_key(member: Client) -> None:
    changed = member.patch("/issues", {"ids": [3, "ENG-4", "eng-5", "3"], "changes": {"priority": "urgent"}})
    assert [row["key"] for row in changed["data"]] == ["ENG-3", "ENG-4", "ENG-5"]


def test_an_unknown_key_among_many_changes_nothing(member: Client) -> None:
    body = {"ids": ["ENG-3", "ENG-999", "OPS-1"], "changes": {"priority": "urgent"}}
    assert "ENG-999, OPS-1" in member.patch("/issues", body, 404)["detail"]
    assert member.get("/issues/3")["version"] == 1


@pytest.mark.parametrize("issue", [9, "9", "ENG-9", "eng-9"])
def test_a_link_names_the_other_issue_by_id_or_key(member: Client, issue: int | str) -> None:
    assert member.post("/issues/8/links", {"type": "relates", "issue": issue})["issue_key"] == "ENG-9"
