"""A build that held ShareLock blocked writers; a concurrent one does not hold it."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef, Unknown

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "create_index_blocking_writers"
REF = ObjectRef("table", "indexed")
BUILD = "create index on indexed (title)"


def test_plain_build_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("indexed")
    outcome = find(SLUG, REF, measured=change(BUILD, longest_wait_ms=846.0, sessions_blocked=8))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["sessions_blocked"] == 8


def test_concurrent_build_is_not_found(find: Find) -> None:
    measured = Measured(under_load=True, held={"public.indexed": ("ShareUpdateExclusiveLock",)})
    assert find(SLUG, REF, measured=(measured,)) is None


def test_unmeasured_change_is_unknown(filled: Run, find: Find) -> None:
    filled("indexed")
    assert isinstance(find(SLUG, REF), Unknown)
