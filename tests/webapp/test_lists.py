"""Comments, activity, notifications, search and projects as lists."""

import re

import pytest

from tests.webapp.conftest import Client
from webapp.api.search import highlighted
from webapp.queries.search import looked_up


@pytest.mark.reads_only
def test_comments_come_oldest_first_in_pages(member: Client) -> None:
    first = member.get("/issues/1/comments?limit=6")
    second = member.get(f"/issues/1/comments?limit=6&cursor={first['next_cursor']}")
    assert [row["id"] for row in first["data"] + second["data"]] == list(range(1, 11))


@pytest.mark.reads_only
def test_guests_see_no_internal_comments(guest: Client, member: Client) -> None:
    assert [row["id"] for row in guest.get("/issues/1/comments")["data"]] == [1, 2, 3, 4, 6, 7, 8, 9]
    assert any(row["is_internal"] for row in member.get("/issues/1/comments")["data"])


@pytest.mark.reads_only
def test_the_feed_has_numbered_pages(member: Client) -> None:
    first = member.get("/activity?page=1")
    second = member.get(f"/activity?page={first['next_cursor']}")
    assert (len(first["data"]), len(second["data"]), second["next_cursor"]) == (50, 10, None)


def test_notifications_are_read_once(member: Client) -> None:
    first = member.post("/notifications/1/read", status=200)
    assert first["read_at"] == member.post("/notifications/1/read", status=200)["read_at"]


def test_read_all_marks_the_unread_ones(member: Client) -> None:
    assert member.post("/notifications/read-all", status=200) == {"marked": 10}
    assert member.get("/notifications?unread=true")["data"] == []


@pytest.mark.reads_only
def test_search_finds_ranks_and_marks(member: Client) -> None:
    hits = member.get("/search?q=LOGIN fails&limit=100")["data"]
    assert len(hits) == 20
    assert hits[0]["highlight"].startswith("<mark>Login fails</mark> after")
    assert [hit["rank"] for hit in hits] == sorted((hit["rank"] for hit in hits), reverse=True)


@pytest.mark.reads_only
def test_search_pages_hold_every_hit_once(member: Client) -> None:
    first = member.get("/search?q=login&limit=12")
    second = member.get(f"/search?q=login&limit=12&cursor={first['next_cursor']}")
    assert len({hit["id"] for hit in first["data"] + second["data"]}) == 20


@pytest.mark.reads_only
@pytest.mark.parametrize(
    ("q", "letters"),
    [
        ("login fails", "logi"),
        ("a login", "logi"),
        ("Ümläute", "Ümlä"),
        ("100% sure", "sure"),
        ("a b c", ""),
        ("x_y", ""),
    ],
)  # fmt: skip
def test_the_index_is_asked_for_the_longest_words_first_letters(q: str, letters: str) -> None:
    assert looked_up(q) == letters


def test_what_the_letters_find_beyond_the_words_is_no_hit(member: Client) -> None:
    assert member.get("/search?q=login")["data"]
    assert member.get("/search?q=logistics")["data"] == []


def test_a_percent_sign_is_searched_for_as_itself(member: Client) -> None:
    assert member.get("/search?q=Log%25ails")["data"] == []


@pytest.mark.reads_only
@pytest.mark.parametrize("q", ["", "lo", "%20%20%20", "%25%25%25", "a--b", "%22%22%22%22", "___"])
def test_a_search_that_the_index_cannot_help_is_refused(member: Client, q: str) -> None:
    member.get(f"/search?q={q}", 422)


@pytest.mark.reads_only
@pytest.mark.parametrize("q", ["log", "a%20bc", "%D0%BE%D1%88%D0%B8", "C%2B%2B%2014"])
def test_a_search_of_three_letters_or_digits_is_answered(member: Client, q: str) -> None:
    member.get(f"/search?q={q}")


@pytest.mark.reads_only
def test_projects_come_by_key(member: Client) -> None:
    first = member.get("/projects?limit=1")
    assert first["data"][0]["key"] == "ENG"
    assert member.get(f"/projects?cursor={first['next_cursor']}")["data"][0]["key"] == "OPS"


def test_a_project_key_is_taken_once(member: Client) -> None:
    made = member.post("/projects", {"name": "Web", "key": "WEB", "team_id": 1})
    assert member.patch(f"/projects/{made['id']}", {"status": "paused"})["status"] == "paused"
    member.post("/projects", {"name": "Web", "key": "WEB"}, 409)


def test_a_title_is_escaped_before_it_is_marked() -> None:
    words = re.compile("(amp)", re.IGNORECASE)
    assert highlighted("AMP & <b>", words) == "<mark>AMP</mark> &amp; &lt;b&gt;"
