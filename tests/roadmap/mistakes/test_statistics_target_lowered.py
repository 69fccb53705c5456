"""A column that the planner knows too little of."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "statistics_target_lowered"
REF = ObjectRef("table", "guessed", columns=("user_id",))


def test_low_target_is_found(filled: Run, find: Find) -> None:
    filled("guessed", "alter table guessed alter column user_id set statistics 1")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["statistics_target"] == 1


def test_default_target_is_not_found(filled: Run, find: Find) -> None:
    filled("guessed")
    assert find(SLUG, REF) is None
