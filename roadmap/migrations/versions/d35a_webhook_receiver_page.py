"""Show each receiver with its last attempts.

The page reads ten attempts for each receiver of the organization, by the receiver's index. The log is in the
order of time, a receiver's attempts are all over it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d35a_webhook_receiver_page"
down_revision = "d34b_webhook_trace_index"

RECEIVERS = Query(
    "webhook_attempts.by_receiver",
    "select w.id as webhook_id, w.url, w.active, a.id as attempt_id, a.event, a.response_status, a.created_at"
    " from webhooks w cross join lateral"
    " (select * from webhook_attempts where webhook_id = w.id order by id desc limit 10) a"
    " where w.organization_id = :organization_id order by w.id, a.id desc limit 200",
    sample="select organization_id from webhooks group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=35,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="table_rewritten_to_reclaim_space",
    expects=(Expect("lab:table_rewritten_to_reclaim_space", table="webhook_attempts"),),
    exercises=(Exercise("GET", "/webhooks/by-receiver", RECEIVERS, persona="regular"),),
)


def clean() -> None:
    """Nothing: ten rows by an index are ten pages at most, wherever they lie."""


def flawed() -> None:
    run("cluster webhook_attempts using ix_webhook_attempts_webhook_id")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    """Nothing was changed."""


def undo_flawed() -> None:
    run("alter table webhook_attempts set without cluster")


downgrade = variants(undo_clean, undo_flawed)
