"""Prepare the quarterly report on receivers' reliability.

Four times a year the report reads a quarter's server errors by time. An index of these alone is small, costs
a successful attempt nothing, and keeps the report out of everybody's way.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.labels import Decoy
from roadmap.operations import create_index_concurrently, drop_index_concurrently

revision = "d35b_webhook_reliability"
down_revision = "d35a_webhook_receiver_page"

change = Change(
    day=35,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "H002",
            index="ix_webhook_attempts_server_errors",
            table="webhook_attempts",
            why="only the quarterly report reads it; no observation of days can see that",
            claim="select indpred is not null from pg_index"
            " where indexrelid = 'public.ix_webhook_attempts_server_errors'::regclass",
            decidable=False,
        ),
    ),
)


def upgrade() -> None:
    create_index_concurrently(
        "ix_webhook_attempts_server_errors",
        "webhook_attempts",
        ["created_at", "webhook_id"],
        where="response_status >= 500",
    )


def downgrade() -> None:
    drop_index_concurrently("ix_webhook_attempts_server_errors")
