"""Advice applied statement by statement to a real database."""

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from lab.trial.advice import AdviceRefused, Application, apply_advice, require_within_a_database
from lab.trial.statements import statements

CREATE = "create table notes as select i as id, i % 7 as kind from generate_series(1, 50000) i"


@pytest.fixture
def notes(database: Engine) -> Engine:
    """A database with a table of 50,000 rows."""
    with database.begin() as connection:
        connection.execute(text(CREATE))
    return database


def applied(engine: Engine, words: str) -> Application:
    url = engine.url.render_as_string(hide_password=False)
    return apply_advice(url, str(engine.url.database), list(statements(words)))


@pytest.mark.parametrize(
    ("words", "blocks"),
    [
        ("create index on notes (kind)", {"public.notes": "writes"}),
        ("alter table notes alter column kind type bigint", {"public.notes": "reads and writes"}),
        ("create index concurrently on notes (kind)", {}),
        ("update notes set kind = 0", {}),
        ("vacuum (truncate off) notes", {}),
        ("create table later as select * from notes", {}),
    ],
)
def test_what_a_statement_keeps_others_from_is_told(
    notes: Engine, words: str, blocks: dict[str, str]
) -> None:
    (one,) = applied(notes, words).applied
    assert (one.blocks, one.ms > 0) == (blocks, True)


def test_a_transaction_of_the_advices_own_is_kept(notes: Engine) -> None:
    found = applied(notes, "begin; create index a on notes (kind); drop table notes; rollback; select 1")
    assert [one.blocks for one in found.applied][2] == {"public.notes": "reads and writes"}
    with notes.connect() as connection:
        assert connection.execute(text("select count(*) from notes")).scalar() == 50_000


def test_a_transaction_without_an_end_is_refused(notes: Engine) -> None:
    with pytest.raises(AdviceRefused, match="does not end it"):
        applied(notes, "begin; drop table notes")


def test_the_wal_of_the_advice_is_its_own(notes: Engine) -> None:
    assert applied(notes, "create index on notes (kind)").wal_bytes > 100_000
    assert applied(notes, "select 1").wal_bytes < 100_000


def test_a_statement_that_postgresql_refuses_is_named_with_its_reason(notes: Engine) -> None:
    with pytest.raises(AdviceRefused, match=r"statement 2 of 2 was refused: .*nothing.* does not exist"):
        applied(notes, "select 1; drop index nothing")


def test_a_setting_of_the_database_is_made_on_the_copy(notes: Engine, copy_database: object) -> None:
    name = str(notes.url.database)
    url = notes.url.render_as_string(hide_password=False)
    apply_advice(url, "original", ["alter database original set enable_seqscan = off"])
    with create_engine(notes.url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("show enable_seqscan")).scalar() == "off"
    with pytest.raises(AdviceRefused, match="the trial is of original"):
        apply_advice(url, "original", [f"alter database {name} set enable_seqscan = on"])


@pytest.mark.parametrize(
    "statement",
    [
        "alter system set work_mem = '1GB'",
        "drop database taskpilot",
        "create role x",
        "alter database a rename to b",
    ],
)
def test_what_is_for_the_whole_server_is_refused_before_anything_is_copied(statement: str) -> None:
    with pytest.raises(AdviceRefused, match="whole server"):
        require_within_a_database(["select 1", statement])


def test_a_setting_of_the_database_may_be_tried() -> None:
    require_within_a_database(["alter database taskpilot set work_mem = '64MB'"])
