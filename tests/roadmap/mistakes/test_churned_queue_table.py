"""A queue that was written many times over."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "churned_queue_table"
REF = ObjectRef("table", "queue")


def test_churned_queue_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("queue", "alter table queue set (autovacuum_enabled = off)")
    execute("update queue set user_id = 0")
    execute("update queue set user_id = 1")
    execute("delete from queue where id % 10 <> 0")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["churned"] == 58_000


def test_churned_and_rewritten_queue_is_not_found(filled: Run, execute: Run, find: Find) -> None:
    filled("queue", "alter table queue set (autovacuum_enabled = off)")
    execute("update queue set user_id = 0")
    execute("update queue set user_id = 1")
    execute("delete from queue where id % 10 <> 0")
    execute("vacuum full queue")
    assert find(SLUG, REF) is None


def test_young_queue_is_unknown(filled: Run, find: Find) -> None:
    filled("queue")
    assert isinstance(find(SLUG, REF), Unknown)
