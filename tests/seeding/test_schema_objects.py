"""Indexes and keys that a change has added survive a seed as they were."""

from sqlalchemy import Engine, text

from seeding.growth.run import grow
from seeding.run import seed_database
from tests.seeding.conftest import SMALL
from tests.seeding.test_seed import definitions

CHANGES = """
    alter table issues add column points integer not null default 0;
    alter table issues add column parent_id bigint references issues;
    create index ix_issues_points on issues (points desc nulls last) include (title) where points > 0;
    create unique index uq_issues_lower on issues (organization_id, lower(title), id);
    alter table labels add constraint uq_deferred unique (project_id, id) deferrable initially deferred;
    alter table issues add constraint ck_points check (points >= 0) not valid;
    alter table issue_links add constraint ex_links exclude using gist (source_id with =, id with =);
    create table estimates (issue_id bigint primary key references issues, by_id bigint not null);
    alter table estimates add constraint estimates_by_id_fkey foreign key (by_id) references users not valid;
"""
PARTITIONED = """
    alter table activity_log rename to activity_log_old;
    create table activity_log (
        like activity_log_old including defaults including identity, primary key (id, created_at)
    ) partition by range (created_at);
    create table activity_log_2025 partition of activity_log for values from ('2025-01-01') to ('2026-01-01');
    create table activity_log_rest partition of activity_log default;
    create index ix_activity_log_issue on activity_log (issue_id, id);
    alter table activity_log add foreign key (issue_id) references issues on delete set null;
    drop table activity_log_old;
"""


def change(engine: Engine, statements: str) -> None:
    """Do what an engineer's change would do."""
    with engine.begin() as connection:
        connection.exec_driver_sql("create extension if not exists btree_gist")
        connection.exec_driver_sql(statements)


def test_added_columns_indexes_and_keys_survive(database_url: str, database: Engine) -> None:
    change(database, CHANGES)
    before = definitions(database_url)
    seed_database(database_url, SMALL, jobs=2)
    assert definitions(database_url) == before


def test_partitioned_table_is_seeded_with_its_indexes_in_place(database_url: str, database: Engine) -> None:
    change(database, PARTITIONED)
    before = definitions(database_url)
    seed_database(database_url, SMALL, jobs=2)
    assert definitions(database_url) == before
    with database.connect() as connection:
        assert connection.execute(text("select count(*) from activity_log_2025")).scalar_one() > 1000


def test_reset_after_a_stopped_seed_restores_the_indexes(database_url: str, database: Engine) -> None:
    before = definitions(database_url)
    seed_database(database_url, SMALL, jobs=1)
    with database.begin() as connection:
        connection.execute(text("update lab.seed_run set finished_at = null"))
        connection.execute(text("drop index ix_issues_board"))
        connection.execute(text("update lab.seed_objects set done = false where name = 'ix_issues_board'"))
    seed_database(database_url, SMALL, jobs=1, reset=True)
    assert definitions(database_url) == before


def test_partitioned_table_grows_and_its_sizes_are_its_partitions(seeded_url: str, seeded: Engine) -> None:
    copied = PARTITIONED.replace("drop table activity_log_old", "{0}; drop table activity_log_old")
    change(seeded, copied.format("insert into activity_log select * from activity_log_old"))
    growth = grow(seeded_url, days=1)
    assert growth.rows["activity_log"] > 0
    assert growth.after.tables["activity_log"].table_bytes > 1_000_000
