"""Put away what is older than a year.

Its partition is copied into the archive, detached and dropped, so that nothing has to be deleted row by row.
How long each table keeps its rows is written down in a table of its own.
"""

from pathlib import Path

from alembic import op

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy, Expect
from roadmap.operations import backfill, committed, run
from roadmap.variants import variants

revision = "d57a_archive_history"
down_revision = "d56a_activity_archive"

RULES = Query("retention_rules.all", "select relation, keep_days from retention_rules order by relation")

change = Change(
    day=57,
    engineer=ALEX,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="table_copied_under_lock",
    scripted="clean",
    expects=(Expect("lab:table_copied_under_lock", table="activity_log_history"),),
    decoys=(
        Decoy(
            "lab:missing_index",
            table="retention_rules",
            why="it is read by sequential scans only, and rightly so: all its rows are on one page",
            claim="select pg_relation_size('public.retention_rules') <= 8192",
        ),
    ),
    exercises=(Exercise("GET", "/internal/retention", RULES, persona="background"),),
)

ATTACHED = "select inhdetachpending from pg_inherits where inhrelid = to_regclass('activity_log_history')"
COPY = """
    insert into activity_log_archive select * from activity_log_history
     where id >= :low and id < :high on conflict do nothing
"""
COPY_ALL = """
    insert into activity_log_archive
    select * from activity_log_history order by created_at on conflict do nothing
"""
CATCH_UP = """
    update activity_log_archive a set issue_id = h.issue_id
      from activity_log_history h where h.id = a.id and h.issue_id is distinct from a.issue_id;
"""
FOREIGN_KEYS = """
do $$
declare
    one record;
begin
    for one in select conname from pg_constraint
                where conrelid = 'activity_log_history'::regclass and contype = 'f' order by conname
    loop
        execute format('alter table activity_log_history drop constraint %I', one.conname);
        commit;
    end loop;
end $$
"""
FORGET_THE_DELETED = """
    update activity_log_archive a set issue_id = null
     where issue_id is not null and not exists (select from issues i where i.id = a.issue_id)
"""
BACK = """
    insert into activity_log select * from activity_log_archive
     where id >= :low and id < :high on conflict do nothing
"""
REPLACE = Path(__file__).with_suffix(".sql").read_text()


def clean() -> None:
    """Whatever was done before an interruption is not done again."""
    backfill("activity_log_history", COPY)
    with committed():
        detach("concurrently")
    run(CATCH_UP)
    replace()


def flawed() -> None:
    detach("")
    run(COPY_ALL)
    replace()


def detach(how: str) -> None:
    pending = False if op.get_context().as_sql else op.get_bind().exec_driver_sql(ATTACHED).scalar()
    if pending is not None:
        how = "finalize" if pending else how
        run(f"alter table activity_log detach partition activity_log_history {how}".strip())


def replace() -> None:
    """One foreign key after the other goes first: each locks the table that it points at."""
    with committed():
        run(FOREIGN_KEYS)
    run(REPLACE)
    run("create table retention_rules (relation text primary key, keep_days integer not null)")
    run("insert into retention_rules values ('activity_log', 365), ('notifications', 550)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop table if exists retention_rules")
    with committed():
        run(FORGET_THE_DELETED)
    backfill("activity_log_archive", BACK)
    run("truncate activity_log_archive")
