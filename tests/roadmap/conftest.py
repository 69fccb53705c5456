"""A small roadmap of three changes over two days, and a database with a handful of issues."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from lab.databases import admin_engine
from lab.postgres import EmbeddedPostgres
from roadmap.catalogue import MIGRATIONS, versions_in
from seeding.run import seed_database
from seeding.spec import Spec

SEEDED_UNTIL = date(2026, 6, 1)
FIXTURES = Path(__file__).parent / "versions"
ROWS = """
    insert into organizations (name, slug) values ('Acme', 'acme');
    insert into users (organization_id, email, name) select 1, 'u' || n, 'U' from generate_series(1, 3) n;
    insert into projects (organization_id, name, key) values (1, 'Engine', 'ENG');
    insert into issues (organization_id, project_id, reporter_id, number, title, created_at)
    select 1, 1, 1, n, 'issue ' || n, now() - interval '1 hour' from generate_series(1, 400) n;
    analyze;
"""


@pytest.fixture(scope="session")
def small_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of revisions: the baseline and the changes of `tests/roadmap/versions`."""
    folder = tmp_path_factory.mktemp("roadmap") / "versions"
    shutil.copytree(FIXTURES, folder)
    for name in ("baseline.py", "baseline.sql"):
        shutil.copy(MIGRATIONS / "versions" / name, folder)
    return folder


@pytest.fixture
def small_roadmap(small_versions: Path) -> Iterator[Path]:
    """The small roadmap in place of the real one."""
    with versions_in(small_versions):
        yield small_versions


@pytest.fixture
def tracker(database: Engine) -> Engine:
    """The baseline with 400 issues in one project."""
    with database.begin() as connection:
        connection.execute(text(ROWS))
    return database


@pytest.fixture(scope="session")
def seeded(template: str, copy_database: Callable[[str], str]) -> Callable[[], str]:
    """A function that gives the URL of a new copy of a lab seeded at scale 0.01."""
    url = copy_database(template)
    seed_database(url, Spec(0.01, 42, SEEDED_UNTIL), jobs=2)
    name = str(make_url(url).database)
    return lambda: copy_database(name)


@pytest.fixture
def as_superuser(postgres: EmbeddedPostgres) -> Callable[[Engine, str], None]:
    """A function that runs a statement as superuser in an engine's database."""

    def run(engine: Engine, sql: str) -> None:
        with admin_engine(postgres, str(engine.url.database)).connect() as connection:
            connection.execute(text(sql))

    return run
