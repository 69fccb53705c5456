"""`flask roadmap show`."""

from typing import Any

import click

from roadmap import log
from roadmap.catalogue import Revision, find
from roadmap.commands._shared import echo_json, engine
from roadmap.findings import Finding
from roadmap.labels import printed
from roadmap.log import Entry
from roadmap.mistake import mistakes
from webapp.refusal import refuses
from webapp.settings import load_settings


@click.command("show")
@click.argument("change")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refuses
def command(change: str, as_json: bool) -> None:
    """Show one change: its story, its labels, and what it cost here.

    \b
    Examples:
      flask roadmap show d02a
      flask roadmap show d02a --json
    """
    revision = find(change)
    entry = _entry(revision)
    if as_json:
        echo_json(described(revision, entry))
        return
    labels = revision.change
    click.echo(
        f"{revision.id}  (day {labels.day}, {labels.engineer.name}, {labels.kind})\n\n{revision.story}\n"
    )
    if labels.mistake:
        mistake = mistakes()[labels.mistake]
        click.echo(f"mistake      {mistake.slug} ({labels.script} in the script): {mistake.title}")
        click.echo(f"consequence  {mistake.consequence}\nremedy       {mistake.remedy}")
    for expect in labels.expects:
        until = f" until {find(expect.until).id}" if expect.until else ""
        click.echo(f"expects      {expect.check} on {expect.ref.kind} {expect.ref.name}{until}")
    for decoy in labels.decoys:
        click.echo(f"decoy        {decoy.check} on {decoy.ref.kind} {decoy.ref.name}: {decoy.why}")
    for exercise in labels.exercises:
        click.echo(f"exercise     {exercise.method} {exercise.path} ({exercise.persona}, {exercise.weight})")
    if entry is None:
        click.echo("not applied here")
        return
    click.echo(f"ran          {entry.way} at {entry.applied_at:%Y-%m-%d %H:%M:%S}, {entry.attempts} attempts")
    click.echo(
        f"cost         {entry.wal_bytes} bytes of WAL; rewritten: {', '.join(entry.rewritten or []) or '-'}"
    )
    click.echo(f"others       {entry.blocked_sessions} sessions waited, {entry.longest_wait_ms} ms at most")
    for relation, modes in (entry.locks or {}).items():
        click.echo(f"held         {', '.join(modes)} on {relation}")


def described(revision: Revision, entry: Entry | None) -> dict[str, Any]:
    """A change as JSON; `ran` is null where it is not applied here."""
    labels = revision.change
    found = [Finding(revision, n, e, labels.script, False) for n, e in enumerate(labels.expects, start=1)]
    return {
        "id": revision.id,
        "day": labels.day,
        "engineer": labels.engineer.name,
        "kind": str(labels.kind),
        "mistake": labels.mistake,
        "scripted": labels.script,
        "story": revision.story,
        "expects": [
            {"check": f.expect.check, "object": printed(f.expect.ref), "until_day": f.until_day}
            for f in found
        ],
        "decoys": [{"check": d.check, "object": printed(d.ref), "why": d.why} for d in labels.decoys],
        "exercises": [
            {"method": e.method, "path": e.path, "persona": e.persona, "weight": e.weight}
            for e in labels.exercises
        ],
        "ran": None
        if entry is None
        else {
            "way": entry.way,
            "applied_at": entry.applied_at.isoformat(),
            "attempts": entry.attempts,
            "wal_bytes": entry.wal_bytes,
            "rewritten": entry.rewritten,
            "locks": entry.locks,
            "longest_wait_ms": entry.longest_wait_ms,
            "blocked_sessions": entry.blocked_sessions,
            "under_load": entry.under_load,
        },
    }


def _entry(revision: Revision) -> Entry | None:
    if not load_settings().database_url:
        return None
    with engine().connect() as connection:
        return log.applied(connection).get(revision.id)
