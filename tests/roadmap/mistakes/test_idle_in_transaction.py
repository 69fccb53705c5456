"""A transaction that waits for its application."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "idle_in_transaction"
REF = ObjectRef("session", "app-idle")


def test_transaction_left_open_is_found(sessions: Run, find: Find) -> None:
    sessions("app-idle", ["select 1"], pause_s=4)
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["longest_s"] >= 0.5


def test_short_transactions_are_not_found(sessions: Run, find: Find) -> None:
    sessions("app-brisk", ["select 1"], pause_s=0.02)
    assert find(SLUG, ObjectRef("session", "app-brisk")) is None


def test_nobody_at_work_is_unknown(find: Find) -> None:
    assert isinstance(find(SLUG, ObjectRef("session", "app-away")), Unknown)
