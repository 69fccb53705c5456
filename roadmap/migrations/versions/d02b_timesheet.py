"""Show everybody their own timesheet for the last weeks.

The page asks for one person's entries by date, so there is an index for the person and one for the person's
dates.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d02b_timesheet"
down_revision = "d02a_time_entries"

MINE = Query(
    "time_entries.timesheet",
    "select spent_on, sum(minutes)::bigint as minutes, count(*) as entries from time_entries"
    " where user_id = :user_id and spent_on >= current_date - 30 group by spent_on order by spent_on desc",
    sample="select user_id from time_entries where spent_on >= current_date - 30 limit 1",
)

change = Change(
    day=2,
    engineer=JORDAN,
    kind=Kind.REDUNDANT_INDEX,
    mistake="redundant_index",
    expects=(
        Expect(
            "H004",
            index="ix_time_entries_user_id",
            table="time_entries",
            until="d10a",
            also=(Also("H002", index="ix_time_entries_user_id", table="time_entries"),),
        ),
    ),
    exercises=(Exercise("GET", "/timesheet", MINE, persona="regular", weight=2),),
)


def clean() -> None:
    create_index_concurrently("ix_time_entries_user_id_spent_on", "time_entries", ["user_id", "spent_on"])


def flawed() -> None:
    create_index_concurrently("ix_time_entries_user_id", "time_entries", ["user_id"])
    clean()


def downgrade() -> None:
    drop_index_concurrently("ix_time_entries_user_id_spent_on")
    drop_index_concurrently("ix_time_entries_user_id")


upgrade = variants(clean, flawed)
