"""Fill the total of the time spent on each issue, and keep it.

The column has been there since the first day of the week and says zero everywhere. From now on an entry adds
to it in its own statement.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.labels import Also, Expect
from roadmap.operations import backfill, run
from roadmap.variants import variants

revision = "d03a_spent_minutes"
down_revision = "d02b_timesheet"

FILL = """
    update issues set spent_minutes = t.total
      from (select issue_id, sum(minutes) as total from time_entries
             where issue_id >= :low and issue_id < :high group by issue_id) t
     where issues.id = t.issue_id and issues.spent_minutes <> t.total
"""
TRIGGER = """
    create or replace function add_spent_minutes() returns trigger language plpgsql as $$
    begin
        update issues set spent_minutes = spent_minutes + new.minutes where id = new.issue_id;
        return null;
    end $$;
    drop trigger if exists add_spent_minutes on time_entries;
    create trigger add_spent_minutes after insert on time_entries
        for each row execute function add_spent_minutes();
"""

change = Change(
    day=3,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="backfill_in_one_transaction",
    expects=(
        Expect(
            "lab:backfill_in_one_transaction",
            table="issues",
            also=(Also("F003", table="issues"), Also("F004", table="issues")),
        ),
    ),
)


def clean() -> None:
    run(TRIGGER)
    backfill("issues", FILL)


def flawed() -> None:
    run(TRIGGER)
    run(
        "update issues set spent_minutes = t.total from"
        " (select issue_id, sum(minutes) as total from time_entries group by issue_id) t"
        " where issues.id = t.issue_id"
    )


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop trigger add_spent_minutes on time_entries")
    run("drop function add_spent_minutes()")
