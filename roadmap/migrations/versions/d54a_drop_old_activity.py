"""Drop the old log of activity.

The new one has been in use for a day.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.moving.steps import add_foreign_keys, make_twin
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d54a_drop_old_activity"
down_revision = "d53b_weekly_digest"

FOREIGN_KEYS = """
do $$
declare
    one record;
begin
    for one in select conname from pg_constraint
                where conrelid = to_regclass('activity_log_old') and contype = 'f' order by conname
    loop
        execute format('alter table activity_log_old drop constraint %I', one.conname);
        commit;
    end loop;
end $$
"""

change = Change(
    day=54,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="many_tables_locked_at_once",
    expects=(Expect("lab:many_tables_locked_at_once", table="issues"),),
)


def clean() -> None:
    """One foreign key after the other: each locks the table that it points at."""
    with committed():
        run(FOREIGN_KEYS)
    run("drop table activity_log_old")


def flawed() -> None:
    run("drop table activity_log_old")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    with committed():
        run("drop table if exists activity_log_old")
    make_twin("activity_log", "activity_log_old", "_old", "id")
    add_foreign_keys("activity_log", "activity_log_old")
