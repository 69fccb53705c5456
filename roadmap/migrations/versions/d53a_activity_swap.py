"""Put the log that is partitioned by month in the place of the old one.

Nothing else changes for the code: same name, same columns, and ids go on where they were. The old table stays
under another name until the new one has been in use for a day.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.labels import Decoy, Expect
from roadmap.moving.steps import copy_under_lock, move_rows, stop_mirroring, swap
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d53a_activity_swap"
down_revision = "d52b_views_of_issue"

change = Change(
    day=53,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="table_copied_under_lock",
    scripted="clean",
    expects=(Expect("lab:table_copied_under_lock", table="activity_log"),),
    decoys=(
        Decoy(
            "H002",
            index="activity_log_history_issue_id_id_idx",
            table="activity_log_history",
            why="the oldest partition's part of an index that the others need; it cannot be dropped alone",
            claim="select exists (select from pg_inherits h join pg_index x on x.indexrelid = h.inhparent"
            " where h.inhrelid = to_regclass('public.activity_log_history_issue_id_id_idx')"
            " and x.indisvalid)",
        ),
    ),
)


def clean() -> None:
    move_rows("activity_log", "activity_log_next")
    take_the_name()


def flawed() -> None:
    copy_under_lock("activity_log", "activity_log_next")
    take_the_name()


def take_the_name() -> None:
    swap("activity_log", "activity_log_next", becomes="activity_log_old", suffix="_old", suffix_gone="_next")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    """The old table has missed what was written since, so it is filled anew."""
    stop_mirroring("activity_log")
    with committed():
        run("truncate activity_log_old")
    move_rows("activity_log", "activity_log_old")
    swap("activity_log", "activity_log_old", becomes="activity_log_next", suffix="_next", suffix_gone="_old")
