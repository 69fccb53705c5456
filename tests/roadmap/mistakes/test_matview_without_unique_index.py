"""A view that can only be refreshed behind closed doors."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "matview_without_unique_index"
REF = ObjectRef("table", "totals")


def test_view_without_a_key_is_found(execute: Run, find: Find) -> None:
    execute("drop materialized view if exists totals")
    execute("create materialized view totals as select 1 as id")
    execute("create unique index on totals (id) where id > 0")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)


def test_view_with_a_key_is_not_found(execute: Run, find: Find) -> None:
    execute("drop materialized view if exists totals")
    execute("create materialized view totals as select 1 as id")
    execute("create unique index on totals (id)")
    assert find(SLUG, REF) is None
