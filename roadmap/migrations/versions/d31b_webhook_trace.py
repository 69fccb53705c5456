"""Look up webhook attempts by the id of their request, and from some days ago on backwards.

Receivers send us the id when they complain; support knows roughly when it was. Both pages are about a time,
so their indexes have the time and what else is asked for.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d31b_webhook_trace"
down_revision = "d31a_webhook_attempts"

TRACE = Query(
    "webhook_attempts.trace",
    "select id, webhook_id, event, attempt, response_status, error, created_at from webhook_attempts"
    " where request_id = cast(:request_id as uuid) and organization_id = :organization_id",
    sample="select request_id::text as request_id, organization_id from webhook_attempts"
    " order by id limit 1 offset 100",
)
EARLIER = Query(
    "webhook_attempts.earlier",
    "select id, webhook_id, event, attempt, response_status, created_at from webhook_attempts"
    " where organization_id = :organization_id and created_at < now() - make_interval(days => :days)"
    " order by id desc limit 30",
    sample="select organization_id, 2 as days from webhook_attempts"
    " group by 1 order by count(*) desc, 1 limit 1",
)
REQUESTS = ["00000000-0000-4000-8000-000000000001", "4be0643f-1d98-473b-97cd-ca98a65347dd"]

change = Change(
    day=31,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="wrong_column_order",
    expects=(
        Expect(
            "K003",
            statement="webhook_attempts.trace",
            table="webhook_attempts",
            mend="create index on webhook_attempts (request_id, created_at)",
            until="d34b",
        ),
        Expect(
            "H002",
            index="ix_webhook_attempts_created_at_organization_id",
            table="webhook_attempts",
            mistake="unused_index",
            visible_after=1,
            until="d34b",
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/webhooks/trace",
            TRACE,
            persona="power",
            weight=2,
            parameters=(Parameter("request_id", str, {"pattern": "^[0-9a-f-]{36}$", "examples": REQUESTS}),),
        ),
        Exercise(
            "GET",
            "/webhooks/attempts/earlier",
            EARLIER,
            persona="regular",
            parameters=(Parameter("days", int, {"ge": 1, "le": 30}),),
        ),
    ),
)


def clean() -> None:
    create_index_concurrently(
        "ix_webhook_attempts_request_id", "webhook_attempts", ["request_id", "created_at"]
    )


def flawed() -> None:
    create_index_concurrently(
        "ix_webhook_attempts_created_at_request_id", "webhook_attempts", ["created_at", "request_id"]
    )
    create_index_concurrently(
        "ix_webhook_attempts_created_at_organization_id",
        "webhook_attempts",
        ["created_at", "organization_id"],
    )


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    drop_index_concurrently("ix_webhook_attempts_request_id")


def undo_flawed() -> None:
    drop_index_concurrently("ix_webhook_attempts_created_at_organization_id")
    drop_index_concurrently("ix_webhook_attempts_created_at_request_id")


downgrade = variants(undo_clean, undo_flawed)
