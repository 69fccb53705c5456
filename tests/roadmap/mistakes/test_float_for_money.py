"""Sums of floats are not sums of decimals."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "float_for_money"
REF = ObjectRef("table", "prices", columns=("amount",))


def test_inexact_sum_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists prices")
    execute("create table prices as select 0.1::float8 as amount from generate_series(1, 10)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["sum_as_decimals"] == "1.0"


def test_numeric_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists prices")
    execute("create table prices as select 0.1::numeric as amount from generate_series(1, 10)")
    assert find(SLUG, REF) is None


def test_exact_sum_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists prices")
    execute("create table prices as select 0.5::float8 as amount")
    assert isinstance(find(SLUG, REF), Unknown)
