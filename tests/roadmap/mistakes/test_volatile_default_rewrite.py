"""A default that differs by row rewrites, a constant does not."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "volatile_default_rewrite"
REF = ObjectRef("table", "defaulted")


def test_random_default_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("defaulted")
    outcome = find(
        SLUG, REF, measured=change("alter table defaulted add column token uuid default gen_random_uuid()")
    )
    assert isinstance(outcome, Evidence)
    assert "AccessExclusiveLock" in outcome.figures["locks"]


def test_constant_default_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("defaulted")
    assert find(SLUG, REF, measured=change("alter table defaulted add column token int default 7")) is None
