"""Two conditions that imply each other."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "correlated_columns"
REF = ObjectRef("statement", "implied.read", table="implied", columns=("project_id", "organization_id"))
STATEMENT = Statement("select * from implied where project_id = 40 and organization_id = 4")
MORE = (
    "alter table implied add organization_id int",
    "update implied set organization_id = project_id / 10",
)


def test_multiplied_shares_are_found(filled: Run, find: Find) -> None:
    filled("implied", *MORE)
    outcome = find(SLUG, REF, statement=STATEMENT)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["times_off"] >= 10


def test_extended_statistics_are_not_found(filled: Run, find: Find) -> None:
    filled("implied", *MORE, "create statistics implied_pair on project_id, organization_id from implied")
    assert find(SLUG, REF, statement=STATEMENT) is None
