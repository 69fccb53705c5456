"""`flask roadmap lint`."""

import click

from roadmap.catalogue import revisions
from roadmap.commands._shared import echo_json
from roadmap.lint import Linted, lint
from roadmap.mistake import mistakes
from webapp.refusal import refuses


@click.command("lint")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refuses
def command(as_json: bool) -> None:
    """Run squawk over each change and set its rules beside the labels; no database is needed.

    \b
    Examples:
      flask roadmap lint
      flask roadmap lint --json
    """
    results = lint(revisions())
    if as_json:
        echo_json({"changes": [_document(result) for result in results]})
        return
    for result in results:
        label = result.revision.change.mistake if result.way == "flawed" else None
        rules = ", ".join(result.rules) or "-"
        click.echo(f"{result.revision.id:<32}  {result.way:<6}  {label or '-':<36}  {rules}")


def _document(result: Linted) -> dict[str, object]:
    slug = result.revision.change.mistake if result.way == "flawed" else None
    return {
        "change": result.revision.id,
        "variant": result.way,
        "mistake": slug,
        "labelled_rules": list(mistakes()[slug].squawk) if slug else [],
        "rules": list(result.rules),
    }
