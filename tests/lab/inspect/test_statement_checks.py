"""Statements: slow, not sargable, and updates that an index makes expensive."""

import pytest
from sqlalchemy import Connection, Engine

from lab.inspect.checks.low_hot_ratio import updated
from lab.inspect.run import inspect
from tests.lab.inspect.conftest import Findings, Reported, Run, named

ISSUES = """
    create table issues (id bigint primary key, reporter_id bigint, status text, created_at timestamptz,
                         touched_at timestamptz, body text);
    insert into issues select i, i % 2000, case when i % 5 = 0 then 'open' else 'done' end,
                              now() - i * interval '1 minute', now(), repeat('x', 60)
      from generate_series(1, 20000) i;
    create index issues_created_at on issues (created_at);
    create index issues_status on issues (status, created_at)
"""


def queryid(session: Connection, words: str) -> int:
    """The id that pg_stat_statements gave the statement with these words."""
    query = """
        select queryid from pg_stat_statements s join pg_database d on d.oid = s.dbid
         where d.datname = current_database() and query like %s and query not like '%%queryid%%'
    """
    return int(session.exec_driver_sql(query, (f"%{words}%",)).scalar_one())


def three_times(statement: str) -> list[str]:
    """A statement run often enough to be judged."""
    return [statement] * 3


def test_a_statement_that_wants_an_index_is_reported(
    run: Run, reported: Reported, session: Connection
) -> None:
    run(ISSUES, "vacuum analyze issues", *three_times("select id from issues where reporter_id = 77"))
    wanted = queryid(session, "reporter_id =")
    assert reported("K003") == [{"kind": "statement", "queryid": wanted}]


def test_an_update_that_wants_an_index_is_reported(run: Run, reported: Reported, session: Connection) -> None:
    run(ISSUES, "vacuum analyze issues")
    run(*three_times("update issues set body = 'y' where reporter_id = 77"))
    assert reported("K003") == [{"kind": "statement", "queryid": queryid(session, "update issues")}]


def test_a_statement_that_filters_behind_an_index_is_reported(
    run: Run, reported: Reported, session: Connection
) -> None:
    """The index finds a fifth of the table, the filter keeps a few rows of it."""
    run(ISSUES, "set enable_seqscan = off; set enable_bitmapscan = off", "vacuum analyze issues")
    run(*three_times("select * from issues where status = 'open' and reporter_id = 75"))
    assert len(reported("K003")) == 1


def test_a_sweep_that_hardly_ever_finds_anything_is_not_reported(run: Run, reported: Reported) -> None:
    """A job reads the newest rows for a mark that is not there: by design, each minute."""
    run(ISSUES, "set enable_seqscan = off; set enable_bitmapscan = off", "vacuum analyze issues")
    run(*three_times("select id from issues where id >= 8000 and body like 'z%' order by id"))
    assert reported("K003") == []


def test_a_sort_of_many_rows_for_the_first_few_is_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "set enable_seqscan = off", "vacuum analyze issues")
    run(*three_times("select id from issues where status = 'open' order by touched_at desc limit 20"))
    assert len(reported("K003")) == 1


def test_a_sort_by_what_no_index_holds_is_not_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "set enable_seqscan = off", "vacuum analyze issues")
    run(*three_times("select id from issues where status = 'open' order by md5(body || id) limit 20"))
    assert reported("K003") == []


def test_a_walk_in_order_that_stops_at_its_limit_is_not_reported(run: Run, reported: Reported) -> None:
    """A rare word among the newest rows: more is read than returned, and no index would give both."""
    run(ISSUES, "set enable_sort = off", "vacuum analyze issues")
    run(
        *three_times(
            "select body from issues where touched_at < now() and reporter_id % 700 = 5 order by id limit 9"
        )
    )
    assert reported("K003") == []


MENDED = "select id from issues where reporter_id = 77 order by touched_at desc limit 5"


def test_a_statement_that_an_index_has_mended_is_not_reported(run: Run, reported: Reported) -> None:
    """What pg_stat_statements holds is what it cost before; the plan of today reads ten rows."""
    run(ISSUES, "vacuum analyze issues", *three_times(MENDED))
    run("create index issues_reporter on issues (reporter_id)", "vacuum analyze issues")
    assert reported("K003") == []


def test_a_statement_that_an_index_has_not_mended_is_still_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "vacuum analyze issues", *three_times(MENDED))
    run("create index issues_body on issues (body)", "vacuum analyze issues")
    assert len(reported("K003")) == 1


SLOW = "select id from issues where reporter_id = 77"


def test_a_statement_that_has_not_run_since_the_last_look_is_not_reported(run: Run, bare: Engine) -> None:
    """The code that sent it may be gone: counters keep what nobody runs any more."""
    run(ISSUES, "vacuum analyze issues", *three_times(SLOW))
    before = inspect(bare)
    after = inspect(bare, before=before.calls)
    assert "K003" in {found.check for found in before.findings}
    assert "K003" not in {found.check for found in after.findings}


def test_a_statement_that_has_run_since_the_last_look_is_reported(run: Run, bare: Engine) -> None:
    run(ISSUES, "vacuum analyze issues", *three_times(SLOW))
    before = inspect(bare)
    run(SLOW)
    assert "K003" in {found.check for found in inspect(bare, before=before.calls).findings}


def test_statements_that_are_served_well_are_not_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "create index issues_reporter on issues (reporter_id)", "vacuum analyze issues")
    run(*three_times("select id from issues where reporter_id = 77"))
    run(*three_times("select * from issues where status = 'open' order by created_at desc limit 50"))
    assert reported("K003") == []


def test_reports_over_whole_tables_and_small_tables_are_not_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "create table small as select * from issues limit 500", "vacuum analyze")
    run(*three_times("select status, count(*) from issues group by status"))
    run(*three_times("select count(*) from issues where created_at > now() - interval '100 days'"))
    run(*three_times("select * from small where reporter_id = 3"))
    assert reported("K003") == []


HALF = "update issues set body = 'new' where id % 2 = 0"
PARTIAL = "create index new_ones on issues (reporter_id) where body in ('new', 'newer')"
NEW = "select count(estimate) from issues where reporter_id between 0 and 900 and body in ('new', 'newer')"


def test_a_statement_that_a_partial_index_serves_is_not_reported(run: Run, reported: Reported) -> None:
    """Without its constants the statement could not use the index; that the index is read tells more."""
    run(ISSUES, "alter table issues add estimate int", HALF, PARTIAL, "vacuum analyze issues")
    run("set enable_seqscan = off", *three_times(NEW))
    assert reported("K003") == []


def test_a_partial_index_that_does_not_serve_is_no_excuse(run: Run, reported: Reported) -> None:
    run(ISSUES, "alter table issues add estimate int", HALF, PARTIAL, "vacuum analyze issues")
    run(*three_times(NEW.replace("'newer'", "'old'")))
    assert len(reported("K003")) == 1


def test_the_labs_own_statements_are_not_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "vacuum analyze issues")
    run(*three_times("select /* taskpilot-lab */ id from issues where reporter_id = 77"))
    assert reported("K003") == []


@pytest.mark.parametrize(
    "predicate",
    [
        "date_trunc('day', created_at) = '2024-01-01'",
        "created_at::date = date '2024-01-01'",
        "to_char(created_at, 'YYYY-MM') = '2024-01'",
        "id::text = '15'",
        "coalesce(created_at, touched_at) = '2024-01-01'",
    ],
)
def test_an_index_defeated_by_a_wrapped_column_is_named(run: Run, findings: Findings, predicate: str) -> None:
    run(ISSUES, "vacuum analyze issues", *three_times(f"select body from issues where {predicate}"))
    (found,) = findings("K003")
    assert "cannot serve" in found.detail


@pytest.mark.parametrize(
    "predicate",
    [
        "created_at >= timestamptz '2024-01-01' and created_at < timestamptz '2024-01-01' + interval '1 day'",
        "date_trunc('day', touched_at) = '2024-01-01'",
        "reporter_id = abs(-77)",
    ],
)
def test_where_no_index_is_defeated_none_is_named(run: Run, findings: Findings, predicate: str) -> None:
    run(ISSUES, "vacuum analyze issues", *three_times(f"select body from issues where {predicate}"))
    assert [found for found in findings("K003") if "cannot serve" in found.detail] == []


LOG = """
    create table log (id bigint primary key, shop_id int, at timestamptz, seen timestamptz, body text);
    insert into log select i, i / 4000, now() - i * interval '1 minute', now(), repeat('x', 400)
      from generate_series(1, 20000) i;
    create index log_shop_at on log (shop_id, at)
"""
OF_A_SHOP = "select count(*) from log where shop_id = 2 and "


@pytest.mark.parametrize("condition", ["date_trunc('day', at) = '2024-01-01'", "at::date = '2024-01-01'"])
def test_a_condition_that_a_function_keeps_out_of_the_index_in_use_is_reported(
    run: Run, findings: Findings, condition: str
) -> None:
    """The index finds the shop's rows, and could find the day's if the column stood there bare."""
    run(LOG, "set enable_seqscan = off", "vacuum analyze log", *three_times(OF_A_SHOP + condition))
    (found,) = findings("K003")
    assert "log_shop_at cannot serve" in found.detail


@pytest.mark.parametrize(
    "condition",
    [
        "at >= timestamptz '2024-01-01' and at < timestamptz '2024-01-01' + interval '1 day'",
        "date_trunc('day', seen) = '2024-01-01'",
        "date_trunc('day', at) <> '2024-01-01'",
    ],
)
def test_a_condition_that_no_index_in_use_could_serve_better_is_not_reported(
    run: Run, reported: Reported, condition: str
) -> None:
    run(LOG, "set enable_seqscan = off", "vacuum analyze log", *three_times(OF_A_SHOP + condition))
    assert reported("K003") == []


def test_an_index_that_every_update_changes_is_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "create index issues_touched on issues (touched_at)")
    run("update issues set touched_at = now(), body = 'z' where id <= 2000")
    assert named(reported("lab:low_hot_ratio")) == ["issues"]


def test_heap_only_updates_and_an_indexed_status_are_not_reported(run: Run, reported: Reported) -> None:
    run(ISSUES, "update issues set status = 'open' where id <= 2000")
    run("update issues set body = 'z' where id <= 500")
    assert reported("lab:low_hot_ratio") == []


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ("update t set a = $1, b = greatest(b, $2), c = c + $3 where d = $4", {"a", "b", "c"}),
        ('UPDATE "t" SET "a"=$1 FROM u WHERE u.id = t.id', {"a"}),
        (
            "with x as (select 1) update only public.t as y set (a, b) = (select c, d from u) where e",
            {"a", "b"},
        ),
        ("update t set a = (select max(b) from u where u.c = t.c) returning d", {"a"}),
    ],
)
def test_the_columns_that_an_update_sets_are_read_from_its_text(words: str, columns: set[str]) -> None:
    assert updated(words) == ("t", columns)
