"""Fields as rows, all in one type."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "eav_table"
REF = ObjectRef("table", "fields", columns=("issue_id", "name", "value"))


def test_mixed_values_in_text_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists fields cascade")
    execute("create table fields (issue_id int, name text, value text)")
    execute(
        "insert into fields values (1, 'size', '3'), (1, 'due', 'soon'), (2, 'size', '5'), (2, 'due', '-')"
    )
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["numeric_attributes"] == 1


def test_typed_columns_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists fields cascade")
    execute("create table fields (issue_id int, size int, due text)")
    assert find(SLUG, REF) is None


def test_one_kind_of_value_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists fields cascade")
    execute("create table fields as select 1 as issue_id, 'size' as name, '3' as value")
    assert isinstance(find(SLUG, REF), Unknown)
