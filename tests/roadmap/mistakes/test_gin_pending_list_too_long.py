"""A list that every search reads."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "gin_pending_list_too_long"
INDEX = (
    "create index pending_title on pending using gin (title gin_trgm_ops)"
    " with (gin_pending_list_limit = 65536)"
)
REF = ObjectRef("index", "pending_title", table="pending")


def test_long_pending_list_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("pending", "delete from pending", "alter table pending set (autovacuum_enabled = off)", INDEX)
    words = "select i, 1, 1, 'word' || i || repeat('abcdef', 9), now() from generate_series(1, 20000) i"
    execute(f"insert into pending {words}")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["pending_pages"] >= 100


def test_no_pending_list_is_not_found(filled: Run, find: Find) -> None:
    filled("pending", INDEX.replace("(gin_pending_list_limit = 65536)", "(fastupdate = off)"))
    assert find(SLUG, REF) is None
