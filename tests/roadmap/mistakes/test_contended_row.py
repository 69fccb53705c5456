"""A row that everybody updates."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "contended_row"
REF = ObjectRef("table", "tally")
COUNT = ObjectRef("statement", "tally.count", table="tally_of_all")

UPDATE = ["update tally set n = n + 1 where id = 1", "select pg_sleep(0.05)", "commit"]
TWO_ORGANIZATIONS = (
    "insert into organizations (name, slug) values ('A', 'tally-a'), ('B', 'tally-b') on conflict do nothing"
)


def test_queue_for_a_row_is_found(sessions: Run, execute: Run, find: Find) -> None:
    execute("create table tally as select 1 as id, 0 as n")
    sessions("app-tally", UPDATE, UPDATE, UPDATE, UPDATE)
    assert isinstance(find(SLUG, REF), Evidence)


def test_rows_of_their_own_are_not_found(sessions: Run, execute: Run, find: Find) -> None:
    execute("create table apart as select i as id, 0 as n from generate_series(1, 3) i")
    sessions("app-apart", *([f"update apart set n = n + 1 where id = {i}", "commit"] for i in (1, 2, 3)))
    assert find(SLUG, ObjectRef("table", "apart")) is None


def test_statement_that_writes_one_row_for_all_organizations_is_found(execute: Run, find: Find) -> None:
    execute(TWO_ORGANIZATIONS, "create table tally_of_all as select 1 as id, 0 as n")
    statement = Statement("update tally_of_all set n = n + 1 where id = 1", {"organization_id": 1})
    assert isinstance(find(SLUG, COUNT, statement=statement), Evidence)


def test_statement_that_writes_a_row_for_each_organization_is_not_found(execute: Run, find: Find) -> None:
    execute(TWO_ORGANIZATIONS, "create table tally_of_each as select id, 0 as n from organizations")
    statement = Statement("update tally_of_each set n = n + 1 where id = :organization_id")
    each = ObjectRef("statement", "tally.count", table="tally_of_each")
    assert find(SLUG, each, statement=statement) is None


def test_row_that_is_locked_at_the_moment_decides_nothing(sessions: Run, execute: Run, find: Find) -> None:
    execute(TWO_ORGANIZATIONS, "create table tally_taken as select 1 as id, 0 as n")
    sessions("app-taken", ["update tally_taken set n = n + 1", "select pg_sleep(3)", "rollback"])
    statement = Statement("update tally_taken set n = n + 1", {"organization_id": 1})
    taken = ObjectRef("statement", "tally.count", table="tally_taken")
    outcomes = [find(SLUG, taken, statement=statement) for _ in range(2)]
    assert any(isinstance(outcome, Unknown) for outcome in outcomes)
