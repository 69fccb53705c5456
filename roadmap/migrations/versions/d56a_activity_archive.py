"""Make a place for activity that is put away.

An issue's page can still show it, an auditor asks for an organization's once a year, and it should be found
by time without a large index.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Decoy, Expect
from roadmap.operations import create_index, run
from roadmap.variants import variants

revision = "d56a_activity_archive"
down_revision = "d55b_cancelled_issues"

TABLE = "activity_log_archive"
OF_ISSUE = Query(
    "activity_log_archive.of_issue",
    "select id, action, user_id, created_at from activity_log_archive where issue_id = :issue_id"
    " order by id desc limit 50",
    sample="select issue_id from activity_log where issue_id is not null limit 1",
)

change = Change(
    day=56,
    engineer=SAM,
    kind=Kind.REDUNDANT_INDEX,
    mistake="redundant_index",
    expects=(
        Expect(
            "H004",
            index="ix_activity_log_archive_issue",
            table=TABLE,
            also=(Also("H002", index="ix_activity_log_archive_issue", table=TABLE),),
        ),
        Expect(
            "H002",
            index="ix_activity_log_archive_user_id",
            table=TABLE,
            mistake="unused_index",
            visible_after=1,
        ),
    ),
    decoys=(
        Decoy(
            "H002",
            index="ix_activity_log_archive_organization_id",
            table=TABLE,
            why="an auditor's request reads it once a year; no observation of weeks can see that",
            claim="select indisvalid from pg_index"
            " where indexrelid = 'public.ix_activity_log_archive_organization_id'::regclass",
            decidable=False,
        ),
        Decoy(
            "lab:brin_on_unordered_column",
            index="ix_activity_log_archive_created_at",
            table=TABLE,
            why="the archive is filled in the order of time, so each block range has its own days",
            claim="select coalesce((select abs(correlation) > 0.9 from pg_stats where schemaname = 'public'"
            " and tablename = 'activity_log_archive' and attname = 'created_at'), true)",
        ),
    ),
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/activity/archived", OF_ISSUE, persona="power", weight=2),
    ),
)


def clean() -> None:
    run(
        f"create table {TABLE} (like activity_log including defaults including storage"
        " including compression, primary key (id))"
    )
    create_index(f"ix_{TABLE}_issue_id", TABLE, ["issue_id", "id"])
    create_index(f"ix_{TABLE}_organization_id", TABLE, ["organization_id", "created_at"])
    create_index(f"ix_{TABLE}_created_at", TABLE, ["created_at"], using="brin")


def flawed() -> None:
    clean()
    create_index(f"ix_{TABLE}_issue", TABLE, ["issue_id"])
    create_index(f"ix_{TABLE}_user_id", TABLE, ["user_id"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run(f"drop table {TABLE}")
