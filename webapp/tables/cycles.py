"""Sprints of a project."""

from sqlalchemy import CheckConstraint, Column, Date, Table, Text, UniqueConstraint, text

from webapp.tables.base import enum, identity, metadata, moment, reference

CYCLE_STATUSES = ("planned", "active", "completed")
cycle_status = enum("cycle_status", *CYCLE_STATUSES)

cycles = Table(
    "cycles",
    metadata,
    identity(),
    reference("project_id", "projects.id", on_delete="CASCADE"),
    Column("name", Text, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("status", cycle_status, nullable=False, server_default=text("'planned'")),
    moment("created_at", now=True),
    UniqueConstraint("project_id", "start_date", name="uq_cycles_project_id_start_date"),
    CheckConstraint("end_date > start_date", name="ck_cycles_dates"),
)
