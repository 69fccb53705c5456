"""A unique constraint builds its index in public; using an index it does not."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "add_unique_blocking"
REF = ObjectRef("table", "unique_now")


def test_constraint_that_builds_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("unique_now")
    outcome = find(
        SLUG, REF, measured=change("alter table unique_now add constraint one_title unique (title)")
    )
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_read"] == 20_000


def test_constraint_using_an_index_is_not_found(
    filled: Run, execute: Run, change: Change, find: Find
) -> None:
    filled("unique_now")
    execute("create unique index titles on unique_now (title)")
    assert (
        find(
            SLUG,
            REF,
            measured=change("alter table unique_now add constraint one_title unique using index titles"),
        )
        is None
    )
