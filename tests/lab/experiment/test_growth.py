"""The day's share of growth."""

from datetime import date

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lab.experiment.growth import grow_to
from seeding.run import seed_database
from seeding.spec import Spec


class Killed(Exception):
    """Stands for a kill in the middle of a day."""


@pytest.fixture
def url(database_url: str) -> str:
    """A small company's database."""
    seed_database(database_url, Spec(0.0001, 42, date(2026, 1, 1)), jobs=1)
    return database_url


def days_grown(url: str) -> list[tuple[str, int, int]]:
    """Each grown day with its batches and how many it should have; the line of the day's end is no batch."""
    query = (
        "select day::text, count(*) filter (where part < parts), max(parts) from lab.seed_growth"
        " group by day having bool_or(part = parts) order by day"
    )
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_days_that_are_missing_are_grown(url: str) -> None:
    grow_to(url, 1, 1.0)
    grow_to(url, 3, 1.0)
    assert [day for day, _, _ in days_grown(url)] == ["2026-01-01", "2026-01-02", "2026-01-03"]


def test_growth_is_nobodys_statement(url: str) -> None:
    grow_to(url, 1, 1.0)
    query = """
        select count(*) from pg_stat_statements where calls > 0 and query ilike '%issues%' and toplevel
           and dbid = (select oid from pg_database where datname = current_database())
           and query ~* '(copy|insert|update)' and query not like '%lab.%'
    """
    with create_engine(url, poolclass=NullPool).connect() as connection:
        before = connection.execute(text(query)).scalar_one()
    grow_to(url, 2, 1.0)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text(query)).scalar_one() == before


def test_a_day_that_is_in_is_not_grown_again(url: str) -> None:
    grow_to(url, 1, 1.0)
    assert grow_to(url, 1, 1.0)["rows"] == {}


def test_a_day_that_was_cut_off_is_finished_and_counts_as_one(url: str) -> None:
    def kill(_day: date, part: int, _parts: int, _rows: dict[str, int]) -> None:
        if part == 1:
            raise Killed

    with pytest.raises(Killed):
        grow_to(url, 1, 1.0, kill)
    grow_to(url, 1, 1.0)
    ((day, batches, parts),) = days_grown(url)
    assert (day, batches) == ("2026-01-01", parts)
