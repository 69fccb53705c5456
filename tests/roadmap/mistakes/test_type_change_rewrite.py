"""Some type changes rewrite the table and some only rename the type."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "type_change_rewrite"
REF = ObjectRef("table", "retyped")


def test_integer_to_bigint_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("retyped")
    outcome = find(SLUG, REF, measured=change("alter table retyped alter column user_id type bigint"))
    assert isinstance(outcome, Evidence)
    assert "AccessExclusiveLock" in outcome.figures["locks"]


def test_lifted_length_limit_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("retyped")
    assert find(SLUG, REF, measured=change("alter table retyped alter column title type varchar")) is None
