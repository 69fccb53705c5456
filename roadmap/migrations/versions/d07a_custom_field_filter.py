"""Filter a project's issues by a custom field.

The filter is a containment test on the JSONB column.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d07a_custom_field_filter"
down_revision = "d06b_field_definitions"

WITH_FIELD = Query(
    "issues.with_custom_field",
    "select id, number, title, status from issues where organization_id = :organization_id"
    " and custom_fields @> jsonb_build_object('customer', cast(:customer as text)) limit 50",
    sample="select organization_id, custom_fields->>'customer' as customer from issues"
    " where custom_fields ? 'customer' and organization_id ="
    " (select organization_id from issues group by 1 order by count(*) desc, 1 limit 1) limit 1",
)

change = Change(
    day=7,
    engineer=SAM,
    kind=Kind.MISSING_INDEX,
    mistake="missing_composite_index",
    scripted="clean",
    expects=(
        Expect(
            "K003",
            statement="issues.with_custom_field",
            table="issues",
            mend="create index on issues using gin (organization_id, custom_fields jsonb_path_ops)",
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/issues/by-customer",
            WITH_FIELD,
            persona="regular",
            weight=2,
            parameters=(
                Parameter("customer", str, {"max_length": 40, "examples": ["c13", "c26", "c390", "c611"]}),
            ),
        ),
    ),
)


def clean() -> None:
    create_index_concurrently(
        "ix_issues_custom_fields",
        "issues",
        ["organization_id", "custom_fields jsonb_path_ops"],
        using="gin",
        storage="fastupdate = off",
    )


def flawed() -> None:
    """Nothing: on the staging data the filter answers at once."""


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issues_custom_fields")
