"""What the page shows of the database, from samples."""

import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from dashboards.console import state
from dashboards.console.database import figures
from dashboards.console.effect import effect
from dashboards.console.samples import opened
from tests.dashboards.conftest import Add
from webapp.database import db

TABLE = {"schema": "public", "toast_bytes": 0, "index_bytes": 0, "live": 100, "dead": 0, "vacuumed_at": None}


def shown() -> dict[str, Any]:
    with opened() as samples:
        return figures(samples)


def table(name: str, size: int, **given: Any) -> dict[str, Any]:
    return {**TABLE, "name": name, "heap_bytes": size, **given}


def statement(queryid: str, calls: int, ms: float) -> dict[str, Any]:
    return {"queryid": queryid, "calls": calls, "exec_ms": ms, "longest_ms": ms}


@pytest.fixture
def sampled(add: Add) -> Add:
    """Samples that exist at all."""
    add("database", {"commits": 100, "rollbacks": 0}, ago=20)
    add("database", {"commits": 300, "rollbacks": 0}, ago=10)
    return add


def test_without_samples_it_says_so(page: FlaskClient) -> None:
    assert page.get("/lab/state").get_json()["database"] == {"sampled_at": None}


def test_watching_asks_the_database_for_nothing(page: FlaskClient, sampled: Add) -> None:
    statements: list[str] = []
    with page.application.app_context():

        @event.listens_for(db.engine, "before_cursor_execute")
        def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

    assert page.get("/lab/roadmap").status_code == 200
    asked = len(statements)
    assert asked > 0
    state._last.clear()
    assert page.get("/lab/state").get_json()["database"]["fresh"] is True
    assert len(statements) == asked


def test_a_rate_is_the_difference_of_two_samples(sampled: Add) -> None:
    ((_, rate),) = shown()["transactions_per_s"]
    assert rate == pytest.approx(20, rel=0.05)


def test_statistics_that_were_reset_give_no_rate(sampled: Add) -> None:
    sampled("database", {"commits": 5, "rollbacks": 0})
    assert len(shown()["transactions_per_s"]) == 1


def test_growth_per_hour_is_the_slope_of_the_size(sampled: Add) -> None:
    sampled("tables", table("issues", 1_000_000), table("comments", 500_000), ago=60)
    sampled("tables", table("issues", 1_100_000), table("comments", 500_000))
    size = shown()["size"]
    assert size["bytes"] == 1_600_000
    assert size["per_hour"] == pytest.approx(6_000_000, rel=0.05)


def test_the_tables_with_the_most_waste_come_first(sampled: Add) -> None:
    rows = [table(f"t{number}", 1000 * number, dead=1) for number in range(1, 8)]
    sampled("tables", *rows, table("empty_inside", 1000))
    sampled("bloat", {"schema": "public", "name": "empty_inside", "empty": 0.9})
    found = shown()["tables"]
    assert (found[0]["name"], found[0]["empty"], len(found)) == ("empty_inside", 0.9, 5)


def test_a_look_that_found_nobody_waiting_ends_the_wait(sampled: Add) -> None:
    waiting = {
        "application": "shop", "wants": "issues", "mode": "x", "waited_s": 2.0,
        "head_application": "taskpilot-lab roadmap", "head_query": "alter table",
    }  # fmt: skip
    sampled("waiting", waiting, ago=2)
    sampled("costs", {"probe": "waiting", "ms": 1.0, "rows": 1}, ago=2)
    assert [one["application"] for one in shown()["blocked"]] == ["shop"]
    sampled("costs", {"probe": "waiting", "ms": 1.0, "rows": 0}, ago=1)
    assert shown()["blocked"] == []


def test_statements_are_those_of_the_last_minute_with_their_endpoints(sampled: Add) -> None:
    sampled("statements", statement("1", 10, 1000), statement("2", 5, 50), ago=90)
    sampled("statements", statement("2", 15, 250))
    sampled("texts", {"queryid": "2", "words": "select  2"})
    sampled("endpoints", {"queryid": "2", "endpoint": "GET /api/v1/issues/[id]"})
    (found,) = shown()["statements"]
    assert (found["calls"], found["ms"], found["mean_ms"]) == (10, 200, 20)
    assert (found["text"], found["used_by"]) == ("select 2", ["GET /api/v1/issues/[id]"])


def test_a_changes_effect_compares_before_and_after(sampled: Add) -> None:
    before, after = ((200, 0, 0, 8000), (110, 10, 100, 8000)), ((90, 10, 100, 9000), (10, 20, 1100, 9000))
    for ago, calls, ms, size in (*before, *after):
        sampled("statements", statement("1", calls, ms), ago=ago)
        sampled("tables", table("grown", size), ago=ago)
    from datetime import UTC, datetime

    found = effect(*(datetime.fromtimestamp(time.time() - ago, UTC) for ago in (105, 95)))
    assert found is not None
    assert [(one["before_ms"], one["after_ms"]) for one in found["statements"]] == [(10, 100)]
    assert found["tables"] == [{"name": "grown", "before": 8000, "after": 9000}]
