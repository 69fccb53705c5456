"""List an organization's failed webhook attempts.

Failures are one attempt in twenty. The page reads these alone, newest first, by an index of them alone.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Decoy, Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d32a_webhook_failures"
down_revision = "d31b_webhook_trace"

FAILURES = Query(
    "webhook_attempts.failures",
    "select id, webhook_id, event, attempt, response_status, error, created_at from webhook_attempts"
    " where organization_id = :organization_id and response_status >= 400 order by id desc limit 30",
    sample="select organization_id from webhook_attempts where response_status >= 400"
    " group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=32,
    engineer=SAM,
    kind=Kind.REDUNDANT_INDEX,
    mistake="redundant_index",
    expects=(
        Expect(
            "H004",
            index="ix_webhook_attempts_organization",
            table="webhook_attempts",
            also=(Also("H002", index="ix_webhook_attempts_organization", table="webhook_attempts"),),
        ),
    ),
    decoys=(
        Decoy(
            "H004",
            index="ix_webhook_attempts_failed",
            table="webhook_attempts",
            why="same columns as the index of all attempts, a twentieth of its rows, and its page needs no "
            "others",
            claim="select indpred is not null from pg_index"
            " where indexrelid = 'public.ix_webhook_attempts_failed'::regclass",
        ),
    ),
    exercises=(Exercise("GET", "/webhooks/failures", FAILURES, persona="regular", weight=2),),
)


def clean() -> None:
    create_index_concurrently(
        "ix_webhook_attempts_failed",
        "webhook_attempts",
        ["organization_id", "id"],
        where="response_status >= 400",
    )


def flawed() -> None:
    create_index_concurrently("ix_webhook_attempts_organization", "webhook_attempts", ["organization_id"])
    clean()


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_webhook_attempts_failed")
    drop_index_concurrently("ix_webhook_attempts_organization")
