"""What a failed concurrent build leaves."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "invalid_index"


def test_failed_build_is_found(execute: Run, find: Find) -> None:
    execute("create table clashing as select 1 as a from generate_series(1, 2)")
    with pytest.raises(IntegrityError):
        execute("create unique index concurrently clashing_a on clashing (a)")
    outcome = find(SLUG, ObjectRef("index", "clashing_a", table="clashing"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["unique"] is True


def test_finished_build_is_not_found(execute: Run, find: Find) -> None:
    execute("create table agreeing as select i as a from generate_series(1, 2) i")
    execute("create unique index concurrently agreeing_a on agreeing (a)")
    assert find(SLUG, ObjectRef("index", "agreeing_a", table="agreeing")) is None
