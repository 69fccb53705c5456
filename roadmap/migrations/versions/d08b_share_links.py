"""Give every issue a link that can be shared outside of the organization.

The link carries a random id that nobody can guess; old issues get one, too.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import backfill, committed, run
from roadmap.variants import variants

revision = "d08b_share_links"
down_revision = "d08a_issue_templates"

LINK = Query(
    "issues.share_link",
    "select id, share_id::text as share_id from issues where id = :issue_id",
    sample="select id as issue_id from issues limit 1",
)
FILL = "update issues set share_id = gen_random_uuid() where share_id is null and id >= :low and id < :high"

change = Change(
    day=8,
    engineer=JORDAN,
    kind=Kind.TYPE_CHANGE,
    mistake="volatile_default_rewrite",
    expects=(Expect("lab:volatile_default_rewrite", table="issues"),),
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/share-link", LINK, persona="regular", weight=1, one=True),
    ),
)


def clean() -> None:
    with committed():
        run("alter table issues add column if not exists share_id uuid")
        run("alter table issues alter column share_id set default gen_random_uuid()")
    backfill("issues", FILL)


def flawed() -> None:
    run("alter table issues add column share_id uuid default gen_random_uuid()")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table issues drop column share_id")
