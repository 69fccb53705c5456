"""From a statement to its endpoint and its change, by the app's own notes."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, text

from lab.experiment.statements import Statements, brought_by, queryid_of
from webapp.app import create_app
from webapp.auth import hash_of
from webapp.database import db
from webapp.settings import load_settings

EXECUTED = text("""
    select queryid::text from pg_stat_statements
     where query like :words and dbid = (select oid from pg_database where datname = current_database())
""")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[APIFlask]:
    """The tracker with a trace."""
    trace = str(tmp_path / "statements.jsonl")
    made = create_app(load_settings(database_url=database_url, taskpilot_statement_trace=trace))
    yield made
    with made.app_context():
        db.engine.dispose()


def notes(tmp_path: Path) -> list[dict[str, str]]:
    """What the app has noted."""
    return [json.loads(line) for line in (tmp_path / "statements.jsonl").read_text().splitlines()]


def test_an_endpoints_statements_are_noted_once(app: APIFlask, tmp_path: Path) -> None:
    for _ in range(3):
        app.test_client().get("/health/ready")
    found = notes(tmp_path)
    assert {note["endpoint"] for note in found} == {"GET /health/ready"}
    assert len({note["sql"] for note in found}) == len(found)


def test_a_note_that_finds_no_room_fails_no_request(database_url: str) -> None:
    app = create_app(load_settings(database_url=database_url, taskpilot_statement_trace="/dev/full"))
    try:
        assert app.test_client().get("/health/ready").status_code == 200
    finally:
        with app.app_context():
            db.engine.dispose()


def test_what_is_secret_is_not_noted(app: APIFlask, tmp_path: Path) -> None:
    app.test_client().get("/api/v1/me", headers={"Authorization": "Bearer tp_a-token-of-mine"})
    [sent] = [note["sent"] for note in notes(tmp_path) if "token_hash" in note["sql"]]
    assert hash_of("tp_a-token-of-mine").hex() not in sent
    assert "::bytea" in sent


def test_without_the_setting_nothing_is_noted(database_url: str, tmp_path: Path) -> None:
    app = create_app(load_settings(database_url=database_url))
    app.test_client().get("/health/ready")
    with app.app_context():
        db.engine.dispose()
    assert list(tmp_path.iterdir()) == []


def test_the_queryid_is_the_one_that_the_server_counts_under(database: Engine) -> None:
    sent = "select name from organizations where id = {} /* who asks */"
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(sent.format(1))
        counted = connection.execute(EXECUTED, {"words": "%who asks%"}).scalars().all()
        assert [queryid_of(connection, sent.format(99))] == counted


def test_what_cannot_be_planned_has_no_queryid(database: Engine) -> None:
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert queryid_of(connection, "set timezone = 'UTC'") is None
        assert queryid_of(connection, "select * from nowhere") is None
        assert queryid_of(connection, "select 1") is not None


def test_the_map_names_the_endpoint_and_the_change(
    database: Engine, database_url: str, tmp_path: Path
) -> None:
    query = next(iter(brought_by()))
    trace, samples = tmp_path / "statements.jsonl", tmp_path / "samples.sqlite"
    trace.write_text(
        json.dumps({"endpoint": "GET /a", "sql": query, "sent": "select 1 + 1"})
        + "\n"
        + json.dumps({"endpoint": "GET /b", "sql": "select 2", "sent": "select name from users"})
        + '\n{"endpoint": "half a li'
    )
    statements = Statements(database_url, trace, samples)
    assert (statements.learn(), statements.learn()) == (2, 0)
    assert Statements(database_url, trace, samples).learn() == 0
    with closing(sqlite3.connect(samples)) as kept:
        rows = kept.execute("select endpoint, change, exercise from endpoints order by endpoint").fetchall()
    assert rows == [("GET /a", *brought_by()[query]), ("GET /b", None, None)]


def test_several_statements_in_one_are_left_out_and_none_of_them_runs(
    database: Engine, database_url: str, tmp_path: Path
) -> None:
    both = "select 1; insert into organizations (name, slug) values ('A', 'a') returning 1"
    trace = tmp_path / "statements.jsonl"
    trace.write_text(json.dumps({"endpoint": "POST /a", "sql": both, "sent": both}) + "\n")
    assert Statements(database_url, trace, tmp_path / "samples.sqlite").learn() == 0
    with database.connect() as connection:
        assert connection.scalar(text("select count(*) from organizations")) == 0
