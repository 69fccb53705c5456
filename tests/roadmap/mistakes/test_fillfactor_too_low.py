"""Reserve that nobody needs."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "fillfactor_too_low"
REF = ObjectRef("table", "roomy_pages")


def test_half_empty_pages_is_found(filled: Run, find: Find) -> None:
    filled("roomy_pages", "alter table roomy_pages set (fillfactor = 20)", "vacuum full roomy_pages")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["free_percent"] > 60


def test_usual_fillfactor_is_not_found(filled: Run, find: Find) -> None:
    filled("roomy_pages", "alter table roomy_pages set (fillfactor = 85)", "vacuum full roomy_pages")
    assert find(SLUG, REF) is None


def test_pages_written_before_is_unknown(filled: Run, find: Find) -> None:
    filled("roomy_pages", "alter table roomy_pages set (fillfactor = 20)")
    assert isinstance(find(SLUG, REF), Unknown)
