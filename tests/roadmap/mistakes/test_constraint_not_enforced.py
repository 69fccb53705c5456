"""A constraint that nobody checks."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from roadmap.mistake import Evidence, ObjectRef, mistakes
from roadmap.prove import possible

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "constraint_not_enforced"
REF = ObjectRef("constraint", "lax_ck", table="lax")


def test_constraint_not_enforced_is_found(scratch: Engine, execute: Run, find: Find) -> None:
    with scratch.connect() as connection:
        if not possible(connection, mistakes()[SLUG]):
            pytest.skip("this PostgreSQL enforces every constraint")
    execute("drop table if exists lax cascade")
    execute("create table lax (a int)")
    execute("alter table lax add constraint lax_ck check (a > 0) not enforced")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["type"] == "c"


def test_enforced_constraint_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists lax cascade")
    execute("create table lax (a int)")
    execute("alter table lax add constraint lax_ck check (a > 0)")
    assert find(SLUG, REF) is None
