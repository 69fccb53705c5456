"""A filter without an index is proved by building it on a copy."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "missing_index"
REF = ObjectRef("statement", "unfiltered.read", table="unfiltered")
STATEMENT = Statement("select * from unfiltered where project_id = 7")
INDEX = "create index on unfiltered (project_id)"


def test_scan_of_a_table_without_the_index_is_found(filled: Run, find: Find) -> None:
    filled("unfiltered")
    outcome = find(SLUG, REF, statement=STATEMENT, index=INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["times_cheaper"] >= 5


def test_generated_columns_are_on_the_copy(filled: Run, find: Find) -> None:
    filled(
        "unfiltered", "alter table unfiltered add column doubled bigint generated always as (id * 2) stored"
    )
    statement = Statement("select * from unfiltered where project_id = 7 and doubled > 0")
    assert isinstance(find(SLUG, REF, statement=statement, index=INDEX), Evidence)


def test_table_with_the_index_is_not_found(filled: Run, find: Find) -> None:
    filled("unfiltered", INDEX)
    assert find(SLUG, REF, statement=STATEMENT, index=INDEX) is None


def test_small_table_is_unknown(filled: Run, find: Find) -> None:
    filled("unfiltered", "delete from unfiltered where id > 100")
    assert isinstance(find(SLUG, REF, statement=STATEMENT, index=INDEX), Unknown)


def test_probing_leaves_no_trace(scratch: Engine, filled: Run, find: Find) -> None:
    filled("unfiltered")
    find(SLUG, REF, statement=STATEMENT, index=INDEX)
    with scratch.connect() as connection:
        left = "select count(*) from pg_class where relname like 'unfiltered%'"
        assert connection.scalar(text(left)) == 2


def test_statement_past_the_copy_is_refused(filled: Run, find: Find) -> None:
    filled("unfiltered")
    with pytest.raises(ValueError, match="name it alone"):
        find(
            SLUG,
            REF,
            statement=Statement("select * from public.unfiltered where project_id = 7"),
            index=INDEX,
        )
