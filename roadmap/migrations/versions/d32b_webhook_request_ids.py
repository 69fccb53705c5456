"""Make sure that every webhook attempt has the id of its request.

They all have, by default; from now on the database says so, and the trace page need not think of attempts
without one.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d32b_webhook_request_ids"
down_revision = "d32a_webhook_failures"

CHECK = "ck_webhook_attempts_request_id"

change = Change(
    day=32,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="set_not_null_scan",
    scripted="clean",
    expects=(Expect("lab:set_not_null_scan", table="webhook_attempts", columns=("request_id",)),),
)


def clean() -> None:
    with committed():
        run(f"alter table webhook_attempts drop constraint if exists {CHECK}")
        run(f"alter table webhook_attempts add constraint {CHECK} check (request_id is not null) not valid")
        run(f"alter table webhook_attempts validate constraint {CHECK}")
    run("alter table webhook_attempts alter column request_id set not null")
    run(f"alter table webhook_attempts drop constraint {CHECK}")


def flawed() -> None:
    run("alter table webhook_attempts alter column request_id set not null")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table webhook_attempts alter column request_id drop not null")
