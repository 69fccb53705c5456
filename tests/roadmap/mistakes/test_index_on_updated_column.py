"""An index on a hot column ends HOT updates."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "index_on_updated_column"
REF = ObjectRef("table", "hot", columns=("created_at",))


def test_indexed_hot_column_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("hot", "alter table hot set (fillfactor = 50)", "create index hot_at on hot (created_at)")
    execute("update hot set created_at = now() where id <= 2000")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["indexes"] == ["hot_at"]


def test_unindexed_hot_column_is_not_found(filled: Run, execute: Run, find: Find) -> None:
    filled("hot", "create index hot_title on hot (title)")
    execute("update hot set created_at = now() where id <= 2000")
    assert find(SLUG, REF) is None


def test_column_not_yet_updated_is_unknown(filled: Run, find: Find) -> None:
    filled("hot", "create index hot_at on hot (created_at)")
    assert isinstance(find(SLUG, REF), Unknown)
