"""A check scans under its lock, unless it is validated later."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "add_check_validated_at_once"
REF = ObjectRef("table", "check_now")


def test_check_validated_at_once_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("check_now")
    outcome = find(SLUG, REF, measured=change("alter table check_now add constraint positive check (id > 0)"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_read"] == 20_000


def test_check_validated_later_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("check_now")
    assert (
        find(
            SLUG,
            REF,
            measured=change(
                "alter table check_now add constraint positive check (id > 0) not valid",
                "alter table check_now validate constraint positive",
            ),
        )
        is None
    )
