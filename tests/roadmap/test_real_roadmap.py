"""The real changes on a real database: both ways, day by day, up and back, and every exercise served."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from lab.databases import provide_database
from lab.postgres import EmbeddedPostgres
from roadmap.apply import apply_until, revert_to
from roadmap.catalogue import last_day, revisions
from roadmap.change import CLEAN
from roadmap.plan import CONTROL, EVERY_MISTAKE, SCRIPTED, Plan
from roadmap.proof import sample
from roadmap.schema import differences, snapshot
from roadmap.truth import contradictions, verified
from seeding.check import check
from seeding.checksum import checksums
from tests.roadmap.conftest import ROWS
from webapp.queries.named import STATEMENTS

Schemas = dict[int, dict[str, str]]


def snapshot_of(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return snapshot(connection)


@pytest.fixture(scope="module", params=[CONTROL, EVERY_MISTAKE], ids=str)
def played(
    request: pytest.FixtureRequest, template: str, copy_database: Callable[[str], str]
) -> tuple[Engine, Plan, Schemas]:
    """A database with a few rows on which all days were played, the plan, and the schema of each day."""
    engine = create_engine(copy_database(template), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(ROWS))
    schemas = {}
    for day in range(last_day() + 1):
        apply_until(engine, day, plan=request.param)
        schemas[day] = snapshot_of(engine)
    return engine, request.param, schemas


def test_a_control_run_shows_none_of_the_mistakes(played: tuple[Engine, Plan, Schemas]) -> None:
    engine, plan, _ = played
    document = verified(engine)
    present = [finding["id"] for finding in document["findings"] if finding["present"]]
    assert bool(present) == (plan is not CONTROL)
    assert plan is not CONTROL or contradictions(document) == []


def test_a_statement_without_parameters_has_its_queryid(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text(ROWS))
    apply_until(database, 55, plan=SCRIPTED)
    found = {finding["id"]: finding["object"] for finding in verified(database)["findings"]}
    assert found["d55b_cancelled_issues.1"]["kind"] == "statement"
    assert isinstance(found["d55b_cancelled_issues.1"]["queryid"], int)


def test_every_statement_that_is_served_on_the_last_day_runs(played: tuple[Engine, Plan, Schemas]) -> None:
    engine, plan, _ = played
    for revision in revisions():
        for exercise in revision.change.exercises:
            query = exercise.clean if exercise.clean and plan.way(revision) == CLEAN else exercise.query
            with engine.connect() as connection:
                values = sample(connection, query)
                if exercise.until is None and values is not None:
                    connection.execute(text(query.sql), values)


def test_a_taken_over_statement_answers_the_same_columns(played: tuple[Engine, Plan, Schemas]) -> None:
    engine, _, _ = played
    for exercise in (exercise for revision in revisions() for exercise in revision.change.exercises):
        if exercise.takes_over:
            with engine.connect() as connection:
                values = sample(connection, exercise.query) or {}
                own = connection.exec_driver_sql(STATEMENTS[exercise.takes_over], values)
                assert list(own.keys()) == list(connection.execute(text(exercise.query.sql), values).keys())


def test_reverting_brings_back_the_schema_of_every_day(played: tuple[Engine, Plan, Schemas]) -> None:
    engine, _, schemas = played
    for day in reversed(range(last_day())):
        revert_to(engine, day)
        assert differences(schemas[day], snapshot_of(engine)) == [], f"back at day {day}"


@pytest.mark.slow
@pytest.mark.parametrize("plan", [SCRIPTED, CONTROL, EVERY_MISTAKE], ids=str)
def test_a_seeded_lab_confirms_every_label_halfway_and_at_the_end(seeded: Any, plan: Plan) -> None:
    engine = create_engine(seeded(), poolclass=NullPool)
    for day in (last_day() // 2, last_day()):
        apply_until(engine, day, plan=plan)
        assert contradictions(verified(engine)) == [], f"day {day}"


@pytest.mark.slow
@pytest.mark.parametrize("plan", [SCRIPTED, EVERY_MISTAKE], ids=str)
def test_all_days_and_back_leave_every_seeded_row_as_it_was(seeded: Any, plan: Plan) -> None:
    engine = create_engine(seeded(), poolclass=NullPool)
    with engine.connect() as connection:
        before = checksums(connection)
    apply_until(engine, last_day(), plan=plan)
    revert_to(engine, 0)
    with engine.connect() as connection:
        assert checksums(connection) == before
        assert [str(finding) for finding in check(connection) if not finding.holds] == []


@pytest.mark.slow
@pytest.mark.parametrize("plan", [CONTROL, EVERY_MISTAKE], ids=str)
def test_the_oldest_postgresql_plays_all_days_and_takes_them_back(
    postgres15: EmbeddedPostgres, plan: Plan
) -> None:
    name = f"played_{plan.mode}"
    provide_database(postgres15, name)
    engine = create_engine(postgres15.url(database=name), poolclass=NullPool)
    apply_until(engine, 0)
    with engine.begin() as connection:
        connection.execute(text(ROWS))
    before = snapshot_of(engine)
    apply_until(engine, last_day(), plan=plan)
    document = verified(engine)
    assert plan is not CONTROL or contradictions(document) == []
    revert_to(engine, 0)
    assert differences(before, snapshot_of(engine)) == []
