"""Leaves that are empty for the most part."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "bloated_index"
REF = ObjectRef("index", "thin_pkey", table="thin")


def test_index_of_deleted_rows_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("thin", "alter table thin set (autovacuum_enabled = off)")
    execute("delete from thin where id % 10 <> 0")
    execute("vacuum thin")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["density_percent"] < 20


def test_rebuilt_index_is_not_found(filled: Run, execute: Run, find: Find) -> None:
    filled("thin")
    execute("delete from thin where id % 10 <> 0")
    execute("reindex table thin")
    execute("insert into thin select i, 0, 0, 't', now() from generate_series(30000, 50000) i")
    assert find(SLUG, REF) is None
