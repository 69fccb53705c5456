"""Who is in which team, and who leads it."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, text

from webapp.tables.base import enum, metadata, moment, reference

TEAM_ROLES = ("lead", "member")
team_role = enum("team_role", *TEAM_ROLES)

team_members = Table(
    "team_members",
    metadata,
    reference("team_id", "teams.id", on_delete="CASCADE"),
    reference("user_id", "users.id", on_delete="CASCADE"),
    Column("role", team_role, nullable=False, server_default=text("'member'")),
    moment("created_at", now=True),
    PrimaryKeyConstraint("team_id", "user_id", name="team_members_pkey"),
    Index("ix_team_members_user_id", "user_id", info={"serves": "the teams of a person: GET /me"}),
)
