"""Indexes: invalid, unused, redundant, and foreign keys without one."""

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from lab.inspect.catalogue import catalogue
from lab.inspect.finding import Finding
from lab.inspect.run import inspect
from tests.lab.inspect.conftest import AGE, Reported, Run, named

SHOP = """
    create table customers (id bigint primary key, email text, city text, born date);
    insert into customers select i, 'c' || i, 'city' || i % 50, date '1990-01-01' + i % 9000
      from generate_series(1, 4000) i
"""
ORDERS = """
    create table orders (id bigint primary key, customer_id bigint references customers{action});
    insert into orders select i, i from generate_series(1, 4000) i
"""


def test_an_index_whose_build_failed_is_reported(run: Run, reported: Reported) -> None:
    run("create table t (a int)", "insert into t values (1), (1)")
    with pytest.raises(IntegrityError):
        run("create unique index concurrently t_a on t (a)")
    assert reported("H001") == [{"kind": "index", "schema": "public", "name": "t_a", "table": "t"}]


def test_a_finished_index_is_not_reported_as_invalid(run: Run, reported: Reported) -> None:
    run("create table t (a int)", "insert into t values (1), (2)")
    run("create unique index concurrently t_a on t (a)")
    assert reported("H001") == []


def test_an_index_that_nobody_read_is_reported(run: Run, reported: Reported) -> None:
    run(SHOP, "create index customers_city on customers (city)", "vacuum analyze customers", AGE)
    run("create index customers_gin on customers using gin (to_tsvector('simple', email))", AGE, AGE)
    assert named(reported("H002")) == ["customers_city", "customers_gin"]


def test_indexes_with_work_to_do_are_not_reported_as_unused(run: Run, reported: Reported) -> None:
    """Read once, unique, backing a foreign key, or too small to matter."""
    run(SHOP, "create index customers_city on customers (city)")
    run("create unique index customers_email on customers (email)")
    run(ORDERS.format(action=" on delete cascade"), "create index orders_customer on orders (customer_id)")
    run("create table tiny (a int)", "create index tiny_a on tiny (a)", "vacuum analyze", AGE, AGE)
    run("set enable_seqscan = off", "select count(*) from customers where city = 'city1'")
    assert named(reported("H002")) == []


PARTED = """
    create table events (id bigint, at date, kind text) partition by range (at);
    create table events_one partition of events for values from ('2026-01-01') to ('2026-02-01');
    create table events_two partition of events for values from ('2026-02-01') to ('2026-03-01');
    insert into events
      select i, date '2026-01-01' + i % 59, 'kind' || i % 900 from generate_series(1, 9000) i;
    create index events_kind on events (kind);
    create index events_id on events (id)
"""


def test_a_partitioned_index_is_unused_as_a_whole_or_not_at_all(run: Run, reported: Reported) -> None:
    """Not each part that no query of these days needed: a part cannot be dropped alone."""
    run(PARTED, "vacuum analyze events", AGE, AGE)
    run("set enable_seqscan = off", "select * from events where id = 5 and at = '2026-01-06'")
    assert named(reported("H002")) == ["events_kind"]


def unused(engine: Engine) -> tuple[list[Finding], str]:
    """What H002 reports, and why it could not look at the rest."""
    (entry,) = (entry for entry in catalogue() if entry.key == "H002")
    found = inspect(engine, (entry,))
    return found.findings, found.not_checked.get("H002", "")


def test_an_index_made_just_now_is_not_called_unused_but_not_checked(run: Run, bare: Engine) -> None:
    run(SHOP, AGE, AGE, "create index customers_city on customers (city)", "vacuum analyze customers")
    findings, why = unused(bare)
    assert (findings, "1 indexes without a scan (customers_city" in why) == ([], True)


def test_after_a_reset_of_the_statistics_nothing_is_called_unused(
    run: Run, bare: Engine, superuser: Connection
) -> None:
    run(SHOP, "create index customers_city on customers (city)", "vacuum analyze customers", AGE, AGE)
    superuser.exec_driver_sql("select pg_stat_reset()")
    findings, why = unused(bare)
    assert (findings, "too few transactions" in why) == ([], True)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("(city)", "(city, email)"),
        ("(city)", "(city) include (email)"),
        ("(lower(city))", "(lower(city), email)"),
        ("(city) where id > 5", "(city, email) where id > 5"),
        ("(city desc)", "(city, email)"),
        ("using hash (city)", "using hash (city)"),
    ],
)
def test_an_index_covered_by_another_is_reported(
    run: Run, reported: Reported, narrow: str, wide: str
) -> None:
    run(SHOP, f"create index z_wide on customers {wide}", f"create index a_narrow on customers {narrow}")
    run("vacuum analyze customers")
    assert named(reported("H004")) == ["a_narrow"]


def test_an_index_beside_a_unique_constraint_is_reported(run: Run, reported: Reported) -> None:
    run(SHOP, "alter table customers add constraint u unique (email)")
    run("create index again on customers (email)", "vacuum analyze customers")
    assert named(reported("H004")) == ["again"]


def test_indexes_that_only_look_alike_are_not_reported_as_redundant(run: Run, reported: Reported) -> None:
    run(SHOP, "create index full_one on customers (city)")
    run("create index partial on customers (city) where id > 3900")
    run('create index collated on customers (city collate "C")')
    run("create index patterns on customers (city text_pattern_ops)")
    run("create index other_order on customers (email, city)", "create index dates on customers (born, city)")
    run("create unique index only_one on customers (city, id)", "drop index full_one")
    run("create index brin_one on customers using brin (city)", "vacuum analyze customers")
    assert named(reported("H004")) == []


def test_column_one_is_no_prefix_of_column_ten(run: Run, reported: Reported) -> None:
    columns = ", ".join(f"c{i} int" for i in range(1, 12))
    run(
        f"create table wide ({columns})",
        "insert into wide (c1, c10) select i, i from generate_series(1, 4000) i",
    )
    run("create index w1 on wide (c1)", "create index w10 on wide (c10, c2)", "vacuum analyze wide")
    assert named(reported("H004")) == []


def test_a_cascading_foreign_key_without_index_is_reported(run: Run, reported: Reported) -> None:
    run(SHOP, ORDERS.format(action=" on delete cascade"))
    assert reported("lab:foreign_key_without_index") == [
        {"kind": "constraint", "schema": "public", "name": "orders_customer_id_fkey", "table": "orders"}
    ]


def test_a_foreign_key_to_a_parent_that_loses_rows_is_reported(run: Run, reported: Reported) -> None:
    run(
        SHOP,
        ORDERS.format(action=""),
        "delete from orders where id = 7",
        "delete from customers where id = 7",
    )
    assert named(reported("lab:foreign_key_without_index")) == ["orders_customer_id_fkey"]


def test_a_foreign_key_that_names_an_author_is_not_reported(run: Run, reported: Reported) -> None:
    """The parent is never deleted, and nobody asks for the author's rows."""
    run(SHOP, ORDERS.format(action=""))
    assert reported("lab:foreign_key_without_index") == []


@pytest.mark.parametrize(
    "index", ["(customer_id)", "(customer_id, id)", "(customer_id) where customer_id is not null"]
)
def test_an_indexed_foreign_key_is_not_reported(run: Run, reported: Reported, index: str) -> None:
    run(SHOP, ORDERS.format(action=" on delete cascade"), f"create index o on orders {index}")
    assert reported("lab:foreign_key_without_index") == []


@pytest.mark.parametrize(
    "index", ["(id, customer_id)", "(id) include (customer_id)", "(customer_id) where id > 5"]
)
def test_an_index_of_no_use_to_the_foreign_key_does_not_hide_it(
    run: Run, reported: Reported, index: str
) -> None:
    run(SHOP, ORDERS.format(action=" on delete set null"), f"create index o on orders {index}")
    assert named(reported("lab:foreign_key_without_index")) == ["orders_customer_id_fkey"]
