"""Put read notifications away.

The inbox shows what is new; the rest is found in an archive.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect
from roadmap.operations import backfill, committed, create_index, run
from roadmap.variants import variants

revision = "d58a_old_notifications"
down_revision = "d57b_archive_action"

TABLE = "notifications_archive"
ARCHIVED = Query(
    "notifications_archive.mine",
    "select id, type, created_at, read_at from notifications_archive where user_id = :user_id"
    " order by id desc limit 20",
    sample="select user_id from notifications group by 1 order by count(*) desc, 1 limit 1",
)
MOVE = """
    with old as (
        delete from notifications
         where read_at < (select max(created_at) from notifications) - interval '{age}'{batch} returning *
    ) insert into notifications_archive select * from old
"""
BACK = """
    insert into notifications select * from notifications_archive
     where id >= :low and id < :high on conflict do nothing
"""

change = Change(
    day=58,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="bloated_table",
    expects=(
        Expect(
            "F004",
            table="notifications",
            also=(
                Also("F003", table="notifications"),
                Also("F005", index="ix_notifications_user_id", table="notifications"),
                Also("F005", index="ix_notifications_type_created_at", table="notifications"),
                Also("F005", index="notifications_pkey", table="notifications"),
            ),
        ),
        Expect(
            "lab:backfill_in_one_transaction", table="notifications", mistake="backfill_in_one_transaction"
        ),
    ),
    exercises=(Exercise("GET", "/notifications/archived", ARCHIVED, persona="regular"),),
)


def clean() -> None:
    """A batch after the other, and only what is older than a year and a half: the room is soon used again."""
    with committed():
        run(f"drop table if exists {TABLE}")
        make_archive()
    backfill("notifications", MOVE.format(age="550 days", batch=" and id >= :low and id < :high"))


def flawed() -> None:
    make_archive()
    run(MOVE.format(age="1 day", batch=""))


def make_archive() -> None:
    run(
        f"create table {TABLE} (like notifications including defaults including storage"
        " including compression, primary key (id))"
    )
    create_index(f"ix_{TABLE}_user_id", TABLE, ["user_id", "id"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    backfill(TABLE, BACK)
    run(f"drop table {TABLE}")
