"""An index that no value can use."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "low_cardinality_index"
REF = ObjectRef("index", "states_state", table="states", columns=("state",))


def test_index_on_four_equal_values_is_found(filled: Run, find: Find) -> None:
    filled(
        "states",
        "alter table states add state text",
        "update states set state = id % 4",
        "create index states_state on states (state)",
    )
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["values"] == 4


def test_index_with_a_rare_value_is_not_found(filled: Run, find: Find) -> None:
    filled(
        "states",
        "alter table states add state text",
        "update states set state = id / 20000",
        "create index states_state on states (state)",
    )
    assert find(SLUG, REF) is None


def test_small_table_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists states cascade")
    execute("create table states (state text)")
    execute("create index states_state on states (state)")
    assert isinstance(find(SLUG, REF), Unknown)
