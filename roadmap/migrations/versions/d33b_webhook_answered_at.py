"""Note when a receiver's answer was written down.

The time of the attempt is the transaction's; this is the clock's, so that the difference shows how long
outcomes wait to be written.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d33b_webhook_answered_at"
down_revision = "d33a_webhook_backlog"

ANSWERS = Query(
    "webhook_attempts.answers",
    "select w.id as webhook_id, a.created_at, a.answered_at, a.took_ms from webhooks w cross join lateral"
    " (select * from webhook_attempts where webhook_id = w.id order by id desc limit 5) a"
    " where w.organization_id = :organization_id order by w.id, a.id desc limit 50",
    sample="select organization_id from webhooks group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=33,
    engineer=SAM,
    kind=Kind.TYPE_CHANGE,
    mistake="volatile_default_rewrite",
    scripted="clean",
    expects=(Expect("lab:volatile_default_rewrite", table="webhook_attempts"),),
    exercises=(Exercise("GET", "/webhooks/answers", ANSWERS, persona="regular"),),
)


def clean() -> None:
    run("alter table webhook_attempts add column answered_at timestamptz")
    run("alter table webhook_attempts alter column answered_at set default clock_timestamp()")


def flawed() -> None:
    run("alter table webhook_attempts add column answered_at timestamptz default clock_timestamp()")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table webhook_attempts drop column answered_at")
