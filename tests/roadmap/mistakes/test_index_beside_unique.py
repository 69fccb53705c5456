"""A plain index on the columns of a unique constraint."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "index_beside_unique"
INDEX = ObjectRef("index", "beside_plain", table="beside")
TABLE = "drop table if exists beside; create table beside (id int primary key, a int, b int, t text)"


def test_index_on_unique_columns_is_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute("alter table beside add constraint beside_uq unique (a, b)")
    execute("create index beside_plain on beside (a, b)")
    outcome = find(SLUG, INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["covered_by"] == ["beside_uq"]


def test_index_beside_a_partial_unique_one_is_not_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute("create unique index beside_uq on beside (a, b) where id > 0")
    execute("create index beside_plain on beside (a, b)")
    assert find(SLUG, INDEX) is None
