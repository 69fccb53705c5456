"""Show issues that say the same, so that a rule can link them.

The newest four hundred of an organization are compared with each other; more than that nobody reads. A lead
opens the page now and then.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect

revision = "d28b_look_alikes"
down_revision = "d28a_stuck_by_status"

SAMPLE = "select organization_id from issues group by 1 order by count(*) desc, 1 limit 1"
EACH_PAIR = Query(
    "issues.look_alikes",
    """
    with latest as (
        select id, title from issues where organization_id = :organization_id order by id desc limit 400
    )
    select a.id, b.id as twin_id, a.title, b.title as twin_title,
           round(similarity(a.title, b.title)::numeric, 3)::float8 as alike
      from latest a join latest b on a.id < b.id and similarity(a.title, b.title) > 0.5
     order by alike desc, a.id, b.id limit 20
    """,
    SAMPLE,
)
BY_TRIGRAMS = Query(
    "issues.look_alikes",
    """
    select a.id, b.id as twin_id, a.title, b.title as twin_title,
           round(similarity(a.title, b.title)::numeric, 3)::float8 as alike
      from (
        select id, title from issues where organization_id = :organization_id order by id desc limit 20
      ) a
      cross join lateral (
        select id, title from issues
         where organization_id = :organization_id and title % a.title and id < a.id
         order by similarity(title, a.title) desc limit 3
      ) b
     order by alike desc, a.id, b.id limit 20
    """,
    SAMPLE,
)

change = Change(
    day=28,
    engineer=ALEX,
    kind=Kind.MISSING_INDEX,
    mistake="every_pair_compared",
    expects=(
        Expect("K003", statement="issues.look_alikes"),
        Expect("lab:long_running_query", statement="issues.look_alikes"),
    ),
    exercises=(
        Exercise("GET", "/issues/look-alikes", EACH_PAIR, persona="dashboard", weight=1, clean=BY_TRIGRAMS),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
