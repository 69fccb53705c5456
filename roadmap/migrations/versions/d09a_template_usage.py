"""Show a project's most used templates first.

Using one adds to its counter.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect, Subject
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d09a_template_usage"
down_revision = "d08b_share_links"

POPULAR = Query(
    "issue_templates.popular",
    "select id, name, used_count from issue_templates where project_id = :project_id"
    " order by used_count desc, id limit 5",
    sample="select project_id from issue_templates group by 1 order by count(*) desc, 1 limit 1",
)
USE = Query(
    "issue_templates.use",
    "update issue_templates set used_count = used_count + 1 where id ="
    " (select id from issue_templates where project_id = :project_id order by used_count, id limit 1)"
    " returning id, name, body, used_count",
    sample="select project_id from issue_templates limit 1",
)

change = Change(
    day=9,
    engineer=SAM,
    kind=Kind.BLOAT_PATTERN,
    mistake="index_on_updated_column",
    scripted="clean",
    expects=(
        Expect(
            "F005",
            index="ix_issue_templates_popular",
            table="issue_templates",
            visible_after=1,
            proof=Subject(table="issue_templates", columns=("used_count",)),
        ),
    ),
    exercises=(
        Exercise("GET", "/projects/<id:project_id>/templates/popular", POPULAR, persona="regular", weight=2),
        Exercise("PATCH", "/projects/<id:project_id>/templates/next", USE, persona="power", weight=2),
    ),
)


def clean() -> None:
    """A project has a few dozen templates, which their unique constraint finds; sorting them is nothing."""


def flawed() -> None:
    create_index_concurrently("ix_issue_templates_popular", "issue_templates", ["project_id", "used_count"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issue_templates_popular")
