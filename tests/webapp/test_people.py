"""The organization, its people and teams, API tokens, and changing oneself."""

import pytest
from apiflask import APIFlask

from tests.webapp.conftest import Client

NEW = {"email": "Ada@acme.example", "name": "Ada", "password": "a long password"}


def test_an_owner_renames_the_organization_and_an_admin_does_not(owner: Client, admin: Client) -> None:
    assert owner.patch("/organization", {"name": "Acme"})["name"] == "Acme"
    admin.patch("/organization", {"name": "Mine"}, 403)


def test_a_new_user_logs_in_with_their_password(admin: Client, anonymous: Client) -> None:
    assert admin.post("/users", NEW)["email"] == "ada@acme.example"
    anonymous.post("/auth/login", {"email": NEW["email"], "password": NEW["password"]}, 200)


def test_an_address_belongs_to_one_user(admin: Client) -> None:
    admin.post("/users", NEW)
    admin.post("/users", NEW, 409)


@pytest.mark.reads_only
def test_an_admin_makes_no_owner_and_changes_none(admin: Client) -> None:
    admin.post("/users", {**NEW, "role": "owner"}, 403)
    admin.patch("/users/1", {"name": "Nobody"}, 403)


def test_the_last_owner_stays(owner: Client) -> None:
    owner.patch("/users/1", {"active": False}, 409)
    owner.patch("/users/2", {"role": "owner"})
    assert owner.patch("/users/1", {"role": "member"})["role"] == "member"


@pytest.mark.reads_only
def test_users_are_filtered_by_role(member: Client) -> None:
    assert [user["id"] for user in member.get("/users?role=guest")["data"]] == [4]


def test_a_new_password_needs_the_old_one(admin: Client, anonymous: Client, app: APIFlask) -> None:
    made = admin.post("/users", NEW)
    answer = anonymous.post("/auth/login", {"email": made["email"], "password": NEW["password"]}, 200)
    ada = Client(app.test_client(), answer["access_token"])
    ada.patch("/me", {"password": "another password", "current_password": "wrong"}, 403)
    ada.patch("/me", {"password": "another password", "current_password": NEW["password"]})
    anonymous.post("/auth/login", {"email": made["email"], "password": "another password"}, 200)


def test_one_changes_ones_own_preferences(guest: Client) -> None:
    assert guest.patch("/me", {"preferences": {"theme": "dark"}})["preferences"] == {"theme": "dark"}


def test_a_team_gets_members_and_loses_them(admin: Client) -> None:
    team = admin.post("/teams", {"name": "Web", "slug": "web"})
    path = f"/teams/{team['id']}"
    admin.call("PUT", f"{path}/members/3", json={"role": "lead"})
    assert [(one["user_id"], one["role"]) for one in admin.get(f"{path}/members")["data"]] == [(3, "lead")]
    admin.delete(f"{path}/members/3")
    assert admin.get(path)["member_count"] == 0


def test_a_deleted_team_leaves_its_projects(admin: Client) -> None:
    admin.delete("/teams/1")
    assert admin.get("/projects/1")["team_id"] is None


def test_an_api_token_works_until_it_is_revoked(member: Client, app: APIFlask) -> None:
    made = member.post("/tokens", {"name": "CI", "scopes": ["write"], "expires_in_days": 30})
    token = Client(app.test_client(), made["token"])
    assert token.post("/issues", {"project_id": 1, "title": "From CI"})["reporter_id"] == 3
    member.delete(f"/tokens/{made['id']}")
    token.get("/me", 401)
    assert member.get("/tokens")["data"][0]["revoked_at"]


def test_an_api_token_does_not_make_a_wider_one(owner: Client, app: APIFlask) -> None:
    made = owner.post("/tokens", {"name": "CI", "scopes": ["write"]})
    Client(app.test_client(), made["token"]).post("/tokens", {"name": "More", "scopes": ["admin"]}, 403)
