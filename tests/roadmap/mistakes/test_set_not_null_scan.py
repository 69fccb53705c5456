"""A validated check spares the scan."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "set_not_null_scan"
REF = ObjectRef("table", "not_null", columns=("title",))


def test_scan_for_nulls_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("not_null")
    outcome = find(SLUG, REF, measured=change("alter table not_null alter column title set not null"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_read"] == 20_000


def test_set_not_null_behind_a_valid_check_is_not_found(
    filled: Run, execute: Run, change: Change, find: Find
) -> None:
    filled("not_null")
    execute("alter table not_null add check (title is not null)")
    assert find(SLUG, REF, measured=change("alter table not_null alter column title set not null")) is None
