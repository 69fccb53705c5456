"""The personas against the app itself, on a seeded PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from roadmap.apply import apply_until
from roadmap.catalogue import last_day
from seeding.run import seed_database
from seeding.spec import Spec
from tests.locustfiles.guide import GUIDE
from tests.locustfiles.served import served

SPEC = Spec(scale=0.01, seed=42, until=date(2026, 3, 4))
TIME_ENTRIES = "GET /api/v1/issues/[id]/time-entries"
STATEMENTS = """
    select coalesce(sum(calls), 0) from pg_stat_statements s
    join pg_database d on d.oid = s.dbid and d.datname = current_database()
    where query ~* :pattern
"""


@dataclass
class RealApp:
    """The app behind gunicorn, and an engine on its database."""

    host: str
    database: Engine

    def calls(self, pattern: str) -> int:
        """How often statements that match have run."""
        with self.database.connect() as connection:
            return int(connection.execute(text(STATEMENTS), {"pattern": pattern}).scalar_one())


@pytest.fixture(scope="module")
def real_app(
    template: str, copy_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealApp]:
    """A migrated, seeded database and the app on it, in demo mode."""
    url = copy_database(template)
    seed_database(url, SPEC, jobs=1)
    with served(url, tmp_path_factory.mktemp("app") / "web.log") as host:
        yield RealApp(host, create_engine(url, poolclass=NullPool))


@pytest.fixture(scope="module")
def summary(real_app: RealApp, locust: Callable[..., Any]) -> Any:
    """A run of the default mix, four times as fast as people are."""
    run = locust(
        real_app.host,
        *("-u", "68", "-r", "30", "-t", "16s", "--think-time", "0.2", "--gates", "off", "--json"),
    )
    assert run.exit_code == 0, run.output
    return run.summary()


def requests(summary: Any, name: str) -> int:
    return sum(one["requests"] for one in summary["endpoints"] if one["name"] == name)


def test_no_request_fails(summary: Any) -> None:
    assert summary["failures"] == []
    assert summary["total"]["requests"] > 500


@pytest.mark.parametrize("name", GUIDE)
def test_an_endpoint_of_the_load_guide_is_reached(summary: Any, name: str) -> None:
    assert requests(summary, name) > 0


@pytest.mark.parametrize(
    ("persona", "name", "pattern"),
    [
        ("RegularUser", "POST /api/v1/issues/[id]/comments", r"insert into comments"),
        ("PowerUser", "GET /api/v1/search", r"title ilike|ilike"),
        ("BackgroundJobs", "GET /api/v1/internal/recurring/due", r"due_date"),
        ("DashboardUser", "GET /api/v1/analytics/workload", r"in_progress.*urgent|urgent.*in_progress"),
    ],
)
def test_a_personas_requests_reach_postgresql(
    real_app: RealApp, summary: Any, persona: str, name: str, pattern: str
) -> None:
    made = [one for one in summary["persona_endpoints"] if (one["persona"], one["name"]) == (persona, name)]

    assert real_app.calls(pattern) >= made[0]["requests"] > 0


def load_shipped(real_app: RealApp, locust: Callable[..., Any], day: int) -> Any:
    """A run after the engineers' changes up to a day, on the same database."""
    apply_until(real_app.database, day)
    run = locust(
        real_app.host,
        *("-u", "68", "-r", "30", "-t", "12s", "--think-time", "0.2", "--gates", "off", "--json"),
    )
    assert run.exit_code == 0, run.output
    return run.summary()


def test_features_are_used_once_they_are_shipped(
    real_app: RealApp, summary: Any, locust: Callable[..., Any]
) -> None:
    shipped = load_shipped(real_app, locust, day=2)

    assert requests(summary, TIME_ENTRIES) == 0
    assert requests(shipped, TIME_ENTRIES) > 0
    assert shipped["failures"] == []


@pytest.mark.slow
def test_no_feature_of_the_whole_roadmap_fails(
    real_app: RealApp, summary: Any, locust: Callable[..., Any]
) -> None:
    assert load_shipped(real_app, locust, day=last_day())["failures"] == []


@pytest.mark.slow
def test_two_minutes_keep_the_load_guides_proportions(real_app: RealApp, locust: Callable[..., Any]) -> None:
    run = locust(real_app.host, "-u", "68", "-r", "10", "-t", "120s", "--gates", "errors", "--json")

    assert run.exit_code == 0, run.output
    found = run.summary()
    assert found["total"]["failures"] == 0
    assert reads_percent(found, "RegularUser") == pytest.approx(80, abs=3)
    assert reads_percent(found, "PowerUser") == pytest.approx(50, abs=5)
    background = [one for one in found["personas"] if one["persona"] == "BackgroundJobs"]
    assert background[0]["requests"] == pytest.approx(1200, abs=30)


def reads_percent(summary: Any, persona: str) -> float:
    """The share of reads among what a persona asked for, logging in aside."""
    mine = [one for one in summary["persona_endpoints"] if one["persona"] == persona]
    counts = {one["name"]: one["requests"] for one in mine if "/auth/" not in one["name"]}
    return 100 * sum(n for name, n in counts.items() if name.startswith("GET")) / sum(counts.values())
