"""Tables, sequences, constraints, partitions and materialized views."""

import pytest
from sqlalchemy import Connection

from tests.lab.inspect.conftest import AGE, Reported, Run, named

ROWS = "insert into t select i, i from generate_series(1, {count}) i"


def table(options: str = "") -> str:
    """A table of two columns with a primary key."""
    return f"create table t (id bigint primary key, v int) {options}"


def test_autovacuum_switched_off_is_reported(run: Run, reported: Reported) -> None:
    run(table("with (autovacuum_enabled = off)"))
    run("create table big (id int primary key, v text) with (toast.autovacuum_enabled = off)")
    assert named(reported("F001")) == ["big", "t"]


def test_a_trigger_that_a_table_outgrows_is_reported(run: Run, reported: Reported) -> None:
    run(table("with (autovacuum_vacuum_scale_factor = 0.9)"), ROWS.format(count=20_000), "analyze t")
    assert named(reported("F001")) == ["t"]


def test_autovacuum_tuned_upwards_is_not_reported(run: Run, reported: Reported) -> None:
    run(table("with (autovacuum_vacuum_scale_factor = 0.01, fillfactor = 80)"))
    run(ROWS.format(count=20_000), "analyze t")
    assert reported("F001") == []


def test_dead_rows_on_a_table_without_autovacuum_are_reported(run: Run, reported: Reported) -> None:
    run(
        table("with (autovacuum_enabled = off)"), ROWS.format(count=10_000), "analyze t", "update t set v = 0"
    )
    assert named(reported("F003")) == ["t"]


def test_rows_that_died_since_the_last_analyze_are_not_reported(run: Run, reported: Reported) -> None:
    """A mass update of this minute: autovacuum, which does both in one visit, has not been there yet."""
    run(table(), ROWS.format(count=12_000), "analyze t", "update t set v = 0")
    assert reported("F003") == []


def test_dead_rows_that_an_analyze_has_outlived_are_reported(run: Run, reported: Reported) -> None:
    run(table(), ROWS.format(count=12_000), "update t set v = 0")
    run("analyze t")
    assert named(reported("F003")) == ["t"]


def test_a_table_before_its_vacuum_is_due_is_not_reported(run: Run, reported: Reported) -> None:
    run(table(), ROWS.format(count=12_000), "analyze t", "delete from t where id % 10 = 0")
    assert reported("F003") == []


def test_a_table_that_is_mostly_empty_is_reported(run: Run, reported: Reported) -> None:
    run(table(), ROWS.format(count=100_000), "delete from t where id % 5 > 0", "vacuum analyze t")
    assert named(reported("F004")) == ["t"]


def test_an_empty_table_with_a_low_fillfactor_is_reported(run: Run, reported: Reported) -> None:
    """What the fillfactor leaves empty is a share of what the rows need, not of the table."""
    run(table("with (fillfactor = 50)"), ROWS.format(count=60_000), "delete from t where id % 50 > 0")
    run("vacuum analyze t")
    assert named(reported("F004")) == ["t"]


def test_a_full_table_and_one_with_a_low_fillfactor_are_not_reported(run: Run, reported: Reported) -> None:
    run(table("with (fillfactor = 40)"), ROWS.format(count=60_000), "vacuum analyze t")
    run("create table full_one as select * from t", "vacuum analyze full_one")
    assert reported("F004") == []


def test_without_pgstattuple_bloat_is_estimated(run: Run, reported: Reported, superuser: Connection) -> None:
    superuser.exec_driver_sql("drop extension pgstattuple")
    run(table(), ROWS.format(count=120_000), "delete from t where id % 5 > 0", "vacuum analyze t")
    assert (named(reported("F004")), named(reported("F005"))) == (["t"], ["t_pkey"])


def test_a_sound_table_is_not_estimated_to_be_bloated(
    run: Run, reported: Reported, superuser: Connection
) -> None:
    superuser.exec_driver_sql("drop extension pgstattuple")
    run(table(), ROWS.format(count=120_000), "vacuum analyze t")
    assert (reported("F004"), reported("F005")) == ([], [])


def test_an_index_that_is_mostly_empty_is_reported(run: Run, reported: Reported) -> None:
    run(table(), ROWS.format(count=100_000), "delete from t where id % 5 > 0", "vacuum analyze t")
    assert reported("F005") == [{"kind": "index", "schema": "public", "name": "t_pkey", "table": "t"}]


def test_an_index_filled_at_random_is_not_reported(run: Run, reported: Reported) -> None:
    run("create table u (id uuid primary key default gen_random_uuid())")
    run("insert into u select from generate_series(1, 60000)", "vacuum analyze u")
    assert reported("F005") == []


def test_a_table_older_than_its_freeze_age_is_reported(run: Run, reported: Reported) -> None:
    off = "autovacuum_freeze_max_age = 100000, autovacuum_enabled = off"
    run(table(f"with ({off})"), "create table young (id int primary key)")
    run(AGE.replace("1200", "100100"))
    assert named(reported("F002")) == ["t"]


def test_a_table_without_primary_key_is_reported(run: Run, reported: Reported) -> None:
    run(table(), "create table keyless (id int)", "create table parts (id int) partition by hash (id)")
    run("create table part partition of parts for values with (modulus 1, remainder 0)")
    assert named(reported("lab:no_primary_key")) == ["keyless"]
    assert named(reported("lab:partitioned_table_without_key")) == ["parts"]


@pytest.mark.parametrize("column", ["serial", "smallserial", "int generated always as identity"])
def test_a_sequence_near_its_end_is_reported(run: Run, reported: Reported, column: str) -> None:
    run(f"create table t (id {column} primary key)")
    run(f"select setval('t_id_seq', {30_000 if column == 'smallserial' else 2_000_000_000})")
    assert named(reported("lab:integer_key_near_its_end")) == ["t_id_seq"]


def test_a_narrow_column_fed_by_a_wide_sequence_is_reported(run: Run, reported: Reported) -> None:
    run("create sequence wide", "create table t (id int primary key default nextval('wide'))")
    run("select setval('wide', 2000000000)")
    assert [(found["name"], found["table"]) for found in reported("lab:integer_key_near_its_end")] == [
        ("wide", "t")
    ]


def test_a_sequence_with_room_is_not_reported(run: Run, reported: Reported) -> None:
    run("create table t (id bigserial primary key, small serial)")
    run("select setval('t_id_seq', 2000000000), setval('t_small_seq', 1000000000)")
    assert reported("lab:integer_key_near_its_end") == []


def test_constraints_never_validated_are_reported(run: Run, reported: Reported) -> None:
    run(table(), "insert into t values (1, 1)")
    run("alter table t add constraint positive check (v > 0) not valid")
    run("alter table t add constraint parent foreign key (v) references t not valid")
    assert named(reported("lab:constraint_never_validated")) == ["parent", "positive"]


def test_a_validated_constraint_is_not_reported(run: Run, reported: Reported) -> None:
    run(table(), "alter table t add constraint positive check (v > 0) not valid")
    run("alter table t validate constraint positive")
    assert reported("lab:constraint_never_validated") == []


def test_an_unlogged_table_is_reported(run: Run, reported: Reported) -> None:
    run(table(), "create unlogged table cache (id int primary key)", "create temporary table mine (id int)")
    assert named(reported("lab:unlogged_table")) == ["cache"]


def test_a_disabled_trigger_is_reported(run: Run, reported: Reported, superuser: Connection) -> None:
    run(table(), "create table child (id bigint references t)")
    superuser.exec_driver_sql("alter table child disable trigger all")
    assert named(reported("lab:disabled_trigger")) == ["child"]


def events(ends: str, default: bool = False) -> list[str]:
    """A table partitioned by time up to an interval from now, with or without a default partition."""
    made = f"""
        do $$ begin execute format('create table events_1 partition of events for values from (%L) to (%L)',
                                   now() - interval '30 days', now() + interval '{ends}'); end $$
    """
    parent = "create table events (id bigint, at timestamptz, primary key (id, at)) partition by range (at)"
    return [parent, made, *(["create table events_rest partition of events default"] if default else [])]


def test_partitions_that_end_soon_are_reported(run: Run, reported: Reported) -> None:
    run(*events("2 days"))
    assert named(reported("lab:missing_partition")) == ["events"]


def test_rows_in_the_default_partition_are_reported(run: Run, reported: Reported) -> None:
    run(*events("90 days", default=True), "insert into events values (1, now() + interval '91 days')")
    assert named(reported("lab:rows_in_default_partition")) == ["events"]


def test_partitions_that_reach_far_enough_are_not_reported(run: Run, reported: Reported) -> None:
    run(*events("30 days", default=True), "insert into events values (1, now())")
    assert (reported("lab:missing_partition"), reported("lab:rows_in_default_partition")) == ([], [])


VIEW = "create materialized view totals as select v, count(*) as n from t group by v"


def test_a_view_left_behind_by_its_table_is_reported(run: Run, reported: Reported) -> None:
    run(table(), VIEW, f"{VIEW.replace('totals', 'empty_one')} with no data", ROWS.format(count=500))
    run(AGE, AGE)
    assert named(reported("lab:stale_materialized_view")) == ["empty_one", "totals"]


def test_a_view_refreshed_since_is_not_reported(run: Run, reported: Reported) -> None:
    run(table(), VIEW, ROWS.format(count=500), AGE, AGE, "refresh materialized view totals", AGE)
    assert reported("lab:stale_materialized_view") == []


def test_a_view_refreshed_concurrently_is_not_reported(run: Run, reported: Reported) -> None:
    run(table(), VIEW, "create unique index on totals (v)", ROWS.format(count=500), AGE, AGE)
    run("refresh materialized view concurrently totals")
    assert reported("lab:stale_materialized_view") == []
