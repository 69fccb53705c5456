"""Let a delivery's log go with it.

Attempts named their delivery by number only. The foreign key makes sure that it is there, and removes the
log where a delivery is removed.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d32b_webhook_attempt_delivery"
down_revision = "d32a_webhook_failures"

FOREIGN_KEY = (
    "alter table webhook_attempts add constraint webhook_attempts_delivery_id_fkey"
    " foreign key (delivery_id) references webhook_deliveries on delete cascade"
)

change = Change(
    day=32,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="add_foreign_key_validated_at_once",
    scripted="clean",
    expects=(Expect("lab:add_foreign_key_validated_at_once", table="webhook_attempts"),),
)


def clean() -> None:
    with committed():
        run("alter table webhook_attempts drop constraint if exists webhook_attempts_delivery_id_fkey")
        run(f"{FOREIGN_KEY} not valid")
    run("alter table webhook_attempts validate constraint webhook_attempts_delivery_id_fkey")


def flawed() -> None:
    run(FOREIGN_KEY)


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table webhook_attempts drop constraint webhook_attempts_delivery_id_fkey")
