"""One update of everything, or batches."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "backfill_in_one_transaction"
BATCHES = [
    f"update backfilled set user_id = 0 where id between {i} and {i + 899}" for i in range(1, 5000, 900)
]
REF = ObjectRef("table", "backfilled")


def test_update_of_all_rows_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("backfilled")
    outcome = find(SLUG, REF, measured=change("update backfilled set user_id = 0"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_written"] == 20_000


def test_batches_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("backfilled")
    assert find(SLUG, REF, measured=change(*BATCHES)) is None
