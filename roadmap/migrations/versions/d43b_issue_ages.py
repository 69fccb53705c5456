"""Show the oldest work of an organization.

Each issue's age in days is kept, and counted three times a day; a project's own page counts its issues
again when somebody asks.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect, Subject
from roadmap.operations import create_index, run
from roadmap.variants import variants

revision = "d43b_issue_ages"
down_revision = "d43a_report_velocity"

SAMPLE = "select organization_id from metric_issue_ages group by 1 order by count(*) desc, 1 limit 1"
BY_AGE = Query(
    "metric_issue_ages.oldest",
    "select i.id, i.project_id, i.number, i.title, i.status, a.age_days from metric_issue_ages a"
    " join issues i on i.id = a.issue_id where a.organization_id = :organization_id"
    " order by a.age_days desc limit 20",
    SAMPLE,
)
BY_OPENING = Query(
    "metric_issue_ages.oldest",
    "select i.id, i.project_id, i.number, i.title, i.status, current_date - a.opened_on as age_days"
    " from metric_issue_ages a join issues i on i.id = a.issue_id"
    " where a.organization_id = :organization_id order by a.opened_on limit 20",
    SAMPLE,
)
PROJECT = "select project_id from issues group by 1 order by count(*) desc, 1 limit 1"
RECOUNT = Query(
    "metric_issue_ages.count_project",
    "with own as (select a.issue_id from metric_issue_ages a join issues i on i.id = a.issue_id"
    " where i.project_id = :project_id for update of a skip locked),"
    " counted as (update metric_issue_ages a set age_days = current_date - a.opened_on from own"
    " where a.issue_id = own.issue_id returning a.age_days)"
    " select count(*) as issues, max(age_days) as oldest_days from counted",
    PROJECT,
)
LOOK = Query(
    "metric_issue_ages.count_project",
    "select count(*) as issues, max(current_date - a.opened_on) as oldest_days"
    " from metric_issue_ages a join issues i on i.id = a.issue_id where i.project_id = :project_id",
    PROJECT,
)
ADD = """
    insert into metric_issue_ages (issue_id, organization_id, opened_on)
    select id, organization_id, (created_at at time zone 'UTC')::date from issues
     where created_at >= :since and created_at < :until
    on conflict do nothing
"""
ALL_AGAIN = "update metric_issue_ages set age_days = cast(:until as timestamptz)::date - opened_on"

change = Change(
    day=43,
    engineer=SAM,
    kind=Kind.BLOAT_PATTERN,
    mistake="index_on_updated_column",
    expects=(
        Expect(
            "F005",
            index="ix_metric_issue_ages_organization_id",
            table="metric_issue_ages",
            proof=Subject(table="metric_issue_ages", columns=("age_days",)),
            also=(Also("F005", index="metric_issue_ages_pkey", table="metric_issue_ages"),),
        ),
        Expect(
            "F004",
            table="metric_issue_ages",
            mistake="bloated_table",
            also=(Also("F003", table="metric_issue_ages"),),
        ),
    ),
    exercises=(
        Exercise("GET", "/reports/oldest", BY_AGE, persona="power", weight=3, clean=BY_OPENING),
        Exercise(
            "PATCH",
            "/projects/<id:project_id>/issue-ages",
            RECOUNT,
            persona="regular",
            weight=2,
            clean=LOOK,
            summary="Count the ages of a project's issues again",
        ),
    ),
    growth=(
        Growth("metric_issue_ages", ADD),
        Growth("metric_issue_ages", f"{ALL_AGAIN}; {ALL_AGAIN}; {ALL_AGAIN}", ran="flawed"),
    ),
)

COLUMNS = """
    create table metric_issue_ages (
        issue_id bigint primary key references issues on delete cascade,
        organization_id bigint not null references organizations on delete cascade,
        opened_on date not null{more}
    )
"""
INDEX = "ix_metric_issue_ages_organization_id"


def clean() -> None:
    run(COLUMNS.format(more=""))
    create_index(INDEX, "metric_issue_ages", ["organization_id", "opened_on"])


def flawed() -> None:
    run(COLUMNS.format(more=", age_days integer not null default 0"))
    create_index(INDEX, "metric_issue_ages", ["organization_id", "age_days"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop table metric_issue_ages")
