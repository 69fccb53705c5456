"""Build the views' index in each week and attach it.

The index on the whole was made without its parts: nothing has used it since. The table is only written to at
night, so the builds are in nobody's way.
"""

from pathlib import Path

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import run
from roadmap.variants import where_flawed

revision = "d54c_views_index"
down_revision = "d54b_activity_months"

change = Change(day=54, engineer=ALEX, kind=Kind.GOOD)

PARTS = Path(__file__).with_suffix(".sql").read_text()


def attach() -> None:
    run(PARTS)


def as_it_was() -> None:
    run("drop index ix_issue_views_issue_id")
    run("create index ix_issue_views_issue_id on only issue_views using btree (issue_id, viewed_at)")


upgrade = where_flawed("d52b_views_of_issue", attach)
downgrade = where_flawed("d52b_views_of_issue", as_it_was)
