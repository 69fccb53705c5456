"""A build that held ShareLock blocked writers; a concurrent one did not."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef, Unknown

Find = Callable[..., object]

SLUG = "create_index_blocking_writers"
ISSUES = ObjectRef("table", "issues")


def test_plain_build_is_found(find: Find) -> None:
    measured = Measured(
        under_load=True,
        duration_ms=900,
        sessions_blocked=8,
        longest_wait_ms=846,
        held={"public.issues": ("ShareLock",)},
        rows_read={"public.issues": 10_000},
    )
    outcome = find(SLUG, ISSUES, measured=(measured,))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["sessions_blocked"] == 8


def test_concurrent_build_is_not_found(find: Find) -> None:
    measured = Measured(under_load=True, held={"public.issues": ("ShareUpdateExclusiveLock",)})
    assert find(SLUG, ISSUES, measured=(measured,)) is None


def test_unmeasured_change_is_unknown(find: Find) -> None:
    assert isinstance(find(SLUG, ISSUES), Unknown)
