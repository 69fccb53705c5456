"""More memory than there is, for each."""

from sqlalchemy import Engine, text

from roadmap.mistake import Evidence, ObjectRef, Outcome, Target, mistakes
from roadmap.prove import prove


def outcome_with(database: Engine, setting: str) -> Outcome:
    name = database.url.database or ""
    with database.begin() as connection:
        connection.execute(text(f'alter database "{name}" set {setting}'))
    return prove(database, mistakes()["work_mem_for_everyone"], Target(ObjectRef("database", name)))


def test_setting_for_the_database_is_found(database: Engine) -> None:
    outcome = outcome_with(database, "work_mem = '64GB'")
    assert isinstance(outcome, Evidence)
    assert outcome.figures["work_mem"] == "64GB"


def test_harmless_setting_is_not_found(database: Engine) -> None:
    assert outcome_with(database, "work_mem = '1MB'") is None
