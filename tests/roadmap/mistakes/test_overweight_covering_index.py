"""An index that carries the rows along."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "overweight_covering_index"
REF = ObjectRef("index", "carrier_cover", table="carrier")


def test_wide_included_columns_is_found(filled: Run, find: Find) -> None:
    filled(
        "carrier",
        "update carrier set title = repeat(title, 10)",
        "create index carrier_cover on carrier (user_id) include (title)",
    )
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["pages"] >= 2 * outcome.figures["pages_without_included"]


def test_index_without_included_columns_is_not_found(filled: Run, find: Find) -> None:
    filled("carrier", "create index carrier_cover on carrier (user_id, title)")
    assert find(SLUG, REF) is None
