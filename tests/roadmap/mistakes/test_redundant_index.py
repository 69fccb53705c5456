"""A narrow index beside a wider one that begins with its columns."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "redundant_index"
INDEX = ObjectRef("index", "narrow_t", table="narrow")
TABLE = "drop table if exists narrow; create table narrow (id int primary key, a int, b int, t text)"


def test_prefix_of_another_is_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute("create index narrow_t on narrow (t)")
    execute("create index narrow_wide on narrow (t, b)")
    outcome = find(SLUG, INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["covered_by"] == ["narrow_wide"]


def test_other_class_order_or_predicate_is_not_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute("create index narrow_t on narrow (t)")
    execute("create index narrow_class on narrow (t text_pattern_ops, b)")
    execute("create index narrow_order on narrow (t desc, b)")
    execute("create index narrow_part on narrow (t, b) where a > 0")
    assert find(SLUG, INDEX) is None
