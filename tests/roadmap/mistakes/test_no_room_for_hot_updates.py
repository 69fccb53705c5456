"""Full pages send each updated row elsewhere."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "no_room_for_hot_updates"
REF = ObjectRef("table", "packed", columns=("user_id",))


def test_full_pages_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("packed")
    execute("update packed set user_id = 0 where id <= 4000")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["hot_updates"] < 2_000


def test_room_on_the_page_is_not_found(filled: Run, execute: Run, find: Find) -> None:
    filled("packed", "alter table packed set (fillfactor = 45)", "vacuum full packed")
    execute("update packed set user_id = 0 where id <= 4000")
    assert find(SLUG, REF) is None


def test_table_without_updates_is_unknown(filled: Run, find: Find) -> None:
    filled("packed")
    assert isinstance(find(SLUG, REF), Unknown)
