"""A stored generated column rewrites; a plain one does not."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "generated_column_rewrite"
REF = ObjectRef("table", "derived")


def test_stored_generated_column_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("derived")
    outcome = find(
        SLUG,
        REF,
        measured=change("alter table derived add column size int generated always as (length(title)) stored"),
    )
    assert isinstance(outcome, Evidence)
    assert "AccessExclusiveLock" in outcome.figures["locks"]


def test_plain_column_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("derived")
    assert find(SLUG, REF, measured=change("alter table derived add column size int")) is None
