"""One null and nothing is 'not in'."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "not_in_with_nulls"
REF = ObjectRef("statement", "childless.read", table="childless")
STATEMENT = Statement("select id from childless where id not in (select parent_id from childless)")
BETTER = Statement(
    "select id from childless c where not exists (select from childless p where p.parent_id = c.id)"
)


def test_null_in_the_subquery_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists childless; create table childless (id int, parent_id int)")
    execute("insert into childless values (1, null), (2, 1)")
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures == {"rows": 0, "rows_meant": 1}


def test_not_exists_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists childless; create table childless (id int, parent_id int)")
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None


def test_column_without_nulls_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists childless; create table childless as select 1 as id, 1 as parent_id")
    assert isinstance(find(SLUG, REF, statement=STATEMENT, better=BETTER), Unknown)
