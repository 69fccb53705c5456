"""Drop an index of custom field definitions that the unique constraint already has.

Same columns, same order: every lookup can use the constraint's own.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d09b_field_definitions_index"
down_revision = "d09a_template_usage"

change = Change(day=9, engineer=ALEX, kind=Kind.GOOD)


def drop() -> None:
    drop_index_concurrently("ix_field_definitions_project_id_key")


def build() -> None:
    create_index_concurrently(
        "ix_field_definitions_project_id_key", "field_definitions", ["project_id", "key"]
    )


upgrade = where_flawed("d06b_field_definitions", drop)
downgrade = where_flawed("d06b_field_definitions", build)
