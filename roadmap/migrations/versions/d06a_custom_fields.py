"""Let teams keep fields of their own on an issue.

One JSONB column with a constant default, so that nothing is rewritten. What a field means is a matter of the
next change; here they are only stored and shown.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.operations import run

revision = "d06a_custom_fields"
down_revision = "d05b_minutes_positive"

SHOW = Query(
    "issues.custom_fields",
    "select id, custom_fields from issues where id = :issue_id",
    sample="select id as issue_id from issues limit 1",
)
SET = Query(
    "issues.set_custom_field",
    "update issues set custom_fields = custom_fields || jsonb_build_object(cast(:field as text),"
    " cast(:value as text)) where id = :issue_id returning id, custom_fields",
    sample="select id as issue_id, 'team' as field, 'blue' as value from issues limit 1",
)
GROWTH = """
    update issues
       set custom_fields = jsonb_build_object(
               'severity', 1 + (id * 7) % 5, 'customer', 'c' || (id * 13) % 900,
               'component', (array['api', 'web', 'worker', 'docs', 'billing'])[1 + id % 5])
     where created_at >= :since and created_at < :until and id % 3 = 0 and custom_fields = '{}'
"""

change = Change(
    day=6,
    engineer=ALEX,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "GET", "/issues/<issue:issue_id>/custom-fields", SHOW, persona="regular", weight=2, one=True
        ),
        Exercise(
            "PATCH",
            "/issues/<issue:issue_id>/custom-fields",
            SET,
            persona="power",
            weight=2,
            parameters=(
                Parameter("field", str, {"max_length": 40, "examples": ["team", "component", "release"]}),
                Parameter("value", str, {"max_length": 200, "examples": ["blue", "api", "next"]}),
            ),
        ),
    ),
    growth=(Growth("issues", GROWTH),),
)


def upgrade() -> None:
    run("alter table issues add column custom_fields jsonb not null default '{}'")


def downgrade() -> None:
    run("alter table issues drop column custom_fields")
