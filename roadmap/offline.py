"""A change's SQL as text, without a database."""

from io import StringIO

from roadmap.catalogue import Revision, revisions
from roadmap.migrate import print_upgrade
from roadmap.plan import Plan

BOOKKEEPING = ("update alembic_version", "insert into alembic_version")


def sql_of_change(revision: Revision, plan: Plan) -> str:
    """The statements that one change runs where all changes follow the plan; Alembic's own left out."""
    output = StringIO()
    print_upgrade(revision.down, revision.id, output, plan=plan)
    lines = [line.rstrip() for line in output.getvalue().splitlines()]
    kept = [line for line in lines if not line.lower().startswith(("-- running", *BOOKKEEPING))]
    sql = "\n".join(line for line in kept if line).strip() + "\n"
    return sql.replace("BEGIN;\nCOMMIT;\n", "")


def sql_of_day(day: int, plan: Plan) -> str:
    """The statements of a day's changes, each under its name."""
    return "\n".join(
        f"-- {revision.id}: {revision.title}\n{sql_of_change(revision, plan)}"
        for revision in revisions()
        if revision.day == day
    )
