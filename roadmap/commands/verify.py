"""`flask roadmap verify`."""

import click

from roadmap.commands._shared import echo_json, engine
from roadmap.truth import contradictions, verified
from webapp.refusal import refuses


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the ground truth with its evidence.")
@click.pass_context
@refuses
def command(ctx: click.Context, as_json: bool) -> None:
    """Prove each expected finding on the live database; exit code 1 where the database denies one.

    \b
    Examples:
      flask roadmap verify
      flask roadmap verify --json
    """
    document = verified(engine())
    wrong = contradictions(document)
    if as_json:
        echo_json(document)
    else:
        states = [finding["present"] for finding in document["findings"]]
        click.echo(
            f"day {document['day']}: {states.count(True)} findings present, {states.count(False)} absent, "
            f"{states.count(None)} not decidable yet; {len(document['decoys'])} decoys"
        )
    for sentence in wrong:
        click.echo(sentence, err=True)
    if wrong:
        ctx.exit(1)
