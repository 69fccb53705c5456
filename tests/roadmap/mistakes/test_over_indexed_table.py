"""More index than table."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "over_indexed_table"
COLUMNS = ("id", "project_id", "user_id", "title", "created_at", "(lower(title))", "(id % 10)")
INDEXES = [f"create index on laden ({column}, id)" for column in COLUMNS]
REF = ObjectRef("table", "laden")


def test_eight_indexes_is_found(filled: Run, find: Find) -> None:
    filled("laden", *INDEXES)
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["indexes"] == 8


def test_three_indexes_is_not_found(filled: Run, find: Find) -> None:
    filled("laden", *INDEXES[:2])
    assert find(SLUG, REF) is None
