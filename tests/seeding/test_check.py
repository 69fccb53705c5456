"""Each check holds for a seed, and fails for what it is there to find."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from seeding.check import FOLDER, check, names, run
from seeding.cli import seed
from tests.conftest import CopyDatabase
from tests.seeding.violations import PLANTED

FILES = {path.stem: path for path in FOLDER.rglob("*.sql")}


@pytest.fixture(scope="session")
def spoilt(seeded_template: str, copy_database: CopyDatabase) -> Engine:
    """A seeded database whose transactions are rolled back after each violation."""
    return create_engine(copy_database(seeded_template), poolclass=NullPool)


@pytest.mark.parametrize("name", sorted(FILES))
def test_check_holds_for_a_seed(name: str, seeded_once: Engine) -> None:
    with seeded_once.connect() as connection:
        finding = run(connection, FILES[name])
    assert finding.holds, finding


@pytest.mark.parametrize("name", sorted(FILES))
def test_check_finds_its_violation(name: str, spoilt: Engine) -> None:
    with spoilt.connect() as connection:
        connection.exec_driver_sql(PLANTED[name])
        finding = run(connection, FILES[name])
        connection.rollback()
    assert not finding.holds, finding


def test_every_check_has_a_violation_and_every_violation_a_check() -> None:
    assert set(names()) == set(PLANTED)


def test_rows_without_their_parent_are_found(seeded: Engine) -> None:
    with seeded.begin() as connection:
        connection.execute(text("alter table comments drop constraint comments_issue_id_fkey"))
        connection.execute(text("update comments set issue_id = 10 ^ 9 where id = 1"))
        connection.execute(
            text("""
            alter table comments add constraint comments_issue_id_fkey
            foreign key (issue_id) references issues on delete cascade not valid
        """)
        )
        failed = [finding.name for finding in check(connection) if not finding.holds]
    assert "comments_issue_id_fkey" in failed


def test_rows_that_were_put_away_still_count(seeded: Engine) -> None:
    with seeded.begin() as connection:
        connection.execute(text("create table activity_log_archive (like activity_log)"))
        moved = "with old as (delete from activity_log where id % 2 = 0 returning *) insert into"
        connection.execute(text(f"{moved} activity_log_archive select * from old"))
        assert [finding.name for finding in check(connection) if not finding.holds] == []
        connection.execute(text("delete from activity_log_archive"))
        failed = [finding.name for finding in check(connection) if not finding.holds]
    assert "one_creation" in failed


def test_rows_written_while_the_checks_run_are_not_from_the_future(seeded: Engine) -> None:
    with seeded.connect() as checking:
        checking.execute(text("select 1"))
        with seeded.begin() as app:
            app.execute(text("update issues set updated_at = clock_timestamp() where id = 1"))
        assert run(checking, FILES["nothing_from_the_future"]).holds


def test_table_that_a_change_has_filled_anew_may_lie_in_order(seeded: Engine) -> None:
    with seeded.begin() as connection:
        connection.execute(text("alter table activity_log rename to activity_log_old"))
        connection.execute(text("create table activity_log as select * from activity_log_old order by id"))
        connection.execute(text("analyze activity_log"))
        assert run(connection, FILES["physical_order"]).holds


def test_command_says_that_a_seed_holds(seeded_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", seeded_url)
    answer = CliRunner().invoke(seed, ["check", "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["holds"] is True


def test_command_ends_with_1_where_a_check_fails(
    seeded: Engine, seeded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seeded.begin() as connection:
        connection.execute(text(PLANTED["comment_counts"]))
    monkeypatch.setenv("DATABASE_URL", seeded_url)
    answer = CliRunner().invoke(seed, ["check"])
    assert answer.exit_code == 1
    assert "FAILS  comment_counts" in answer.stdout
