"""Texts of pg_stat_statements, and the plans made of them."""

import pytest
from sqlalchemy import Engine

from lab.inspect.normalized import hinted, numbered
from lab.inspect.plans import Statement, plan

UNUSUAL = [
    "select * from t where id in ($1 /*, ... */) and v = $4",
    "select * from t where d between current_date and current_date + $1",
    "select * from t where d > now() - interval $1",
    "select percentile_cont($1) within group (order by extract($2 from now() - d)) from t",
    "select id, $1 || v as key from t order by d desc limit $2 offset $3",
    "with x as (select $1::jsonb as p) update t set v = (x.p ->> $2)::int from x where id = $3 returning v",
    "select count(*) filter (where v = any (array[$1, $2])) from t group by date_trunc($3, d)",
    "select json_build_object($1, id, $2, v) from t where id in ($3 /*, ... */)",
    "select * from t where id % $1 = $2 and v::text like $3",
    "delete from t where d < $1 at time zone $2",
]


@pytest.fixture
def table(bare: Engine) -> Engine:
    """A database with the table that the statements speak of."""
    with bare.connect() as connection:
        connection.exec_driver_sql("create table t (id int primary key, v int, d timestamp)")
    return bare


def test_unusual_texts_are_planned(table: Engine) -> None:
    with table.connect() as connection:
        made = [Statement(1, words, 3, 1.0, 1.0, 100.0) for words in UNUSUAL]
        for statement in made:
            plan(connection, statement)
    assert [statement.words for statement in made if not statement.nodes] == []


def test_what_is_no_statement_stays_without_a_plan(table: Engine) -> None:
    broken = Statement(1, "select from where $1", 3, 1.0, 1.0, 100.0)
    with table.connect() as connection:
        plan(connection, broken)
    assert (broken.nodes, broken.denied) == (set(), "")


def test_gaps_in_the_numbers_of_parameters_are_closed() -> None:
    assert numbered("select $2, $5 /*, ... */, $2") == "select $1, $2 /*, ... */, $1"


def test_types_are_tried_one_after_the_other() -> None:
    tried = ["a + $1 + $2"]
    while (another := hinted(tried[-1], 2)) is not None:
        tried.append(another)
    assert tried == ["a + $1 + $2", "a + $1::int + $2", "a + $1::interval + $2", "a + $1::text + $2"]
