"""`flask roadmap expected`."""

from typing import Any

import click

from roadmap.catalogue import require_day
from roadmap.commands._shared import echo_json, engine, plan_options
from roadmap.plan import Plan, plan_from
from roadmap.truth import at_day, expected, verified
from webapp.refusal import refuses
from webapp.settings import load_settings


@click.command("expected")
@click.option("--day", type=click.IntRange(0), required=True, help="The end of this day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@plan_options
@refuses
def command(day: int, as_json: bool, control: bool, error_rate: float | None, seed: int) -> None:
    """Print what a tool should find at the end of a day, and what it should not.

    Where the database is at the end of that day, each finding is proved on it; otherwise the document comes
    from the plan and says null for what nobody proved.

    \b
    Examples:
      flask roadmap expected --day 7 --json
      flask roadmap expected --day 20 --control --json
    """
    document = _document(require_day(day), control, error_rate, seed)
    if as_json:
        echo_json(document)
        return
    for finding in document["findings"]:
        seen = {True: "present", False: "absent", None: "not proved"}[finding["present"]]
        thing = finding["object"]
        click.echo(f"{finding['check']:<36}  {thing.get('name') or thing.get('exercise'):<40}  {seen}")


def _document(day: int, control: bool, error_rate: float | None, seed: int) -> dict[str, Any]:
    plan = plan_from(control, error_rate, seed)
    if plan == Plan() and load_settings().database_url and at_day(engine()) == day:
        return verified(engine())
    return expected(day, plan)
