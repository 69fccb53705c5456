"""Commits that do not wait."""

from sqlalchemy import Engine, text

from roadmap.mistake import Evidence, ObjectRef, Outcome, Target, mistakes
from roadmap.prove import prove


def outcome_with(database: Engine, setting: str) -> Outcome:
    name = database.url.database or ""
    with database.begin() as connection:
        connection.execute(text(f'alter database "{name}" set {setting}'))
    return prove(database, mistakes()["synchronous_commit_off"], Target(ObjectRef("database", name)))


def test_setting_for_the_database_is_found(database: Engine) -> None:
    outcome = outcome_with(database, "synchronous_commit = off")
    assert isinstance(outcome, Evidence)
    assert outcome.figures["given_to"] == "database"


def test_harmless_setting_is_not_found(database: Engine) -> None:
    assert outcome_with(database, "synchronous_commit = on") is None
