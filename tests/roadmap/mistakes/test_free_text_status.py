"""Two spellings of one status."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "free_text_status"
REF = ObjectRef("table", "spelt", columns=("state",))


def test_second_spelling_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists spelt")
    execute("create table spelt as select unnest(array['done', 'Done']) as state")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["meanings"] == 1


def test_checked_column_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists spelt")
    execute("create table spelt as select unnest(array['done', 'Done']) as state")
    execute("alter table spelt add check (state in ('done', 'Done'))")
    assert find(SLUG, REF) is None


def test_one_spelling_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists spelt")
    execute("create table spelt as select 'done' as state")
    assert isinstance(find(SLUG, REF), Unknown)
