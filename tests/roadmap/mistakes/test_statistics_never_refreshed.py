"""Changes that analyze never sees."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "statistics_never_refreshed"
REF = ObjectRef("table", "unanalyzed")


def test_changed_table_without_autoanalyze_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("unanalyzed", "alter table unanalyzed set (autovacuum_enabled = off)")
    execute("update unanalyzed set user_id = 0")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["changed_since_analyze"] == 20_000


def test_default_settings_is_not_found(filled: Run, execute: Run, find: Find) -> None:
    filled("unanalyzed")
    execute("update unanalyzed set user_id = 0 where id < 10")
    assert find(SLUG, REF) is None


def test_unchanged_table_is_unknown(filled: Run, find: Find) -> None:
    filled("unanalyzed", "alter table unanalyzed set (autovacuum_enabled = off)")
    assert isinstance(find(SLUG, REF), Unknown)
