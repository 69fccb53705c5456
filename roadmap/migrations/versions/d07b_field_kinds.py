"""Offer a choice of kinds for a custom field.

Five rows that every field form shows, whole. They fit one page, so they have a primary key and nothing else.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import run

revision = "d07b_field_kinds"
down_revision = "d07a_custom_field_filter"

KINDS = Query("field_kinds.active", "select code, label from field_kinds where active order by position")

change = Change(
    day=7,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "lab:missing_index",
            table="field_kinds",
            why="it is read by sequential scans only, and rightly so: all its rows are on one page",
            claim="select pg_relation_size('public.field_kinds') <= 8192",
        ),
    ),
    exercises=(Exercise("GET", "/field-kinds", KINDS, persona="regular", weight=2),),
)


def upgrade() -> None:
    run("""
        create table field_kinds (
            code text primary key,
            label text not null,
            position smallint not null,
            active boolean not null default true
        );
        insert into field_kinds (code, label, position)
        values ('text', 'Text', 1), ('number', 'Number', 2), ('date', 'Date', 3), ('choice', 'Choice', 4),
               ('person', 'Person', 5)
    """)


def downgrade() -> None:
    run("drop table field_kinds")
