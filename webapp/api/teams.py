"""Teams and who is in them."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing, page
from webapp.auth import caller, permits
from webapp.database import autocommit, reading
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import teams
from webapp.schemas.base import Page, Window
from webapp.schemas.teams import Member, Membership, NewTeam, Team, TeamChange, TeamDetail

blueprint = APIBlueprint("teams", __name__, url_prefix="/api/v1", tag="Teams")


@blueprint.get("/teams")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Team])
def list_teams(query_data: Window) -> Response:
    """Teams of the organization, in the order of their slugs."""
    with reading() as connection:
        found = teams.list_teams(connection, caller().organization_id, query_data.limit, query_data.cursor)
    return page(found, query_data.limit, lambda row: [row["slug"]])


@blueprint.post("/teams")
@blueprint.input(NewTeam)
@blueprint.output(Team, status_code=201)
@problems(409)
@permits("people")
@idempotent
def create_team(json_data: NewTeam) -> Response:
    """Create a team."""
    who = caller()
    with autocommit() as connection:
        row = teams.create_team(connection, who.organization_id, who.user_id, json_data.model_dump())
    assert row is not None
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/teams/{row['id']}"})


@blueprint.get("/teams/<id:team_id>")
@blueprint.output(TeamDetail)
@problems(404)
def read_team(team_id: int) -> Response:
    """A team with its projects."""
    with reading() as connection:
        return answer(teams.read_team(connection, caller().organization_id, team_id))


@blueprint.patch("/teams/<id:team_id>")
@blueprint.input(TeamChange)
@blueprint.output(Team)
@problems(404, 409)
@permits("people")
def change_team(team_id: int, json_data: TeamChange) -> Response:
    """Change a team's name or slug."""
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    with autocommit() as connection:
        row = teams.change_team(connection, who.organization_id, who.user_id, team_id, patch)
    hint(row)
    return answer(row)


@blueprint.delete("/teams/<id:team_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("people")
def delete_team(team_id: int) -> Response:
    """Delete a team; its projects stay."""
    who = caller()
    with autocommit() as connection:
        hint(teams.delete_team(connection, who.organization_id, who.user_id, team_id))
    return nothing()


@blueprint.get("/teams/<id:team_id>/members")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Member])
@problems(404)
def list_members(team_id: int, query_data: Window) -> Response:
    """Those in a team."""
    with reading() as connection:
        found = teams.list_members(
            connection, caller().organization_id, team_id, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["user_id"]])


@blueprint.put("/teams/<id:team_id>/members/<id:user_id>")
@blueprint.input(Membership)
@blueprint.output(Member)
@problems(404)
@permits("people")
def set_member(team_id: int, user_id: int, json_data: Membership) -> Response:
    """Put somebody in a team, or change their role there."""
    who = caller()
    with autocommit() as connection:
        row = teams.set_member(connection, who.organization_id, who.user_id, team_id, user_id, json_data.role)
    hint(row)
    return answer(row)


@blueprint.delete("/teams/<id:team_id>/members/<id:user_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("people")
def remove_member(team_id: int, user_id: int) -> Response:
    """Take somebody out of a team."""
    who = caller()
    with autocommit() as connection:
        hint(teams.remove_member(connection, who.organization_id, who.user_id, team_id, user_id))
    return nothing()
