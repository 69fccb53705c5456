"""Let an issue have sub-issues.

A reference to the parent, an index to find the children, and a foreign key.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import committed, create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import variants

revision = "d10b_sub_issues"
down_revision = "d10a_timesheet_index"

CHILDREN = Query(
    "issues.children",
    "select id, number, title, status from issues where parent_id = :issue_id order by number limit 100",
    sample="select parent_id as issue_id from issues where parent_id is not null limit 1",
)
GROWTH = """
    update issues set parent_id = p.id
      from (select project_id, min(id) as id from issues group by project_id) p
     where issues.project_id = p.project_id and issues.id > p.id and issues.id % 20 = 0
       and issues.created_at >= :since and issues.created_at < :until and issues.parent_id is null
"""
FOREIGN_KEY = (
    "alter table issues add constraint issues_parent_id_fkey"
    " foreign key (parent_id) references issues on delete set null"
)

change = Change(
    day=10,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="add_foreign_key_validated_at_once",
    scripted="clean",
    expects=(Expect("lab:add_foreign_key_validated_at_once", table="issues"),),
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/sub-issues", CHILDREN, persona="regular", weight=2),
    ),
    growth=(Growth("issues", GROWTH),),
)


def column_and_index() -> None:
    with committed():
        run("alter table issues add column if not exists parent_id bigint")
    create_index_concurrently("ix_issues_parent_id", "issues", ["parent_id"], where="parent_id is not null")


def clean() -> None:
    column_and_index()
    with committed():
        run("alter table issues drop constraint if exists issues_parent_id_fkey")
        run(f"{FOREIGN_KEY} not valid")
    run("alter table issues validate constraint issues_parent_id_fkey")


def flawed() -> None:
    column_and_index()
    run(FOREIGN_KEY)


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issues_parent_id")
    run("alter table issues drop column if exists parent_id")
