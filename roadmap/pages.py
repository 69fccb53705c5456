"""docs/ROADMAP.md and a page per engineer, made from the change files: `python -m roadmap.pages docs`.

Everything on them comes from labels and docstrings, so that a page cannot lag behind the code.
"""

import sys
from collections import Counter
from pathlib import Path

from roadmap.alerts import ALERTS, Alert
from roadmap.catalogue import Revision, find, revisions
from roadmap.change import FLAWED
from roadmap.engineers import ENGINEERS, Engineer

KEPT = "Made by `make docs` from the change files."


def pages() -> dict[str, str]:
    """Each page's text by its path within docs/."""
    made = {"ROADMAP.md": roadmap_page()}
    for engineer in ENGINEERS:
        made[f"engineers/{engineer.name.lower()}.md"] = engineer_page(engineer)
    return made


def roadmap_page() -> str:
    """All changes, day by day, with what they cause and what ends it."""
    flawed = sum(revision.change.script == FLAWED for revision in revisions())
    lines = [
        "# The roadmap, day by day",
        "",
        KEPT,
        "",
        f"{len(revisions())} changes in {revisions()[-1].day} working days. "
        f"{sum(FLAWED in revision.change.variants for revision in revisions())} of them can go wrong; the "
        f"script plays {flawed} of these so. Spoilers: this page says what is wrong, the database does not.",
        "",
        "Each alert that the lab sets out to cause occurs in several guises, over all flawed ways:",
        "",
        "| alert | findings | guises | changes |",
        "| --- | --- | --- | --- |",
        *(_alert_row(alert) for alert in ALERTS),
        "",
    ]
    for day in sorted({revision.day for revision in revisions()}):
        lines += [f"## Day {day}", ""]
        for revision in (revision for revision in revisions() if revision.day == day):
            lines += _section(revision)
    return "\n".join(lines).rstrip() + "\n"


def engineer_page(engineer: Engineer) -> str:
    """Who somebody is and what they ship."""
    own = [revision for revision in revisions() if revision.change.engineer is engineer]
    kinds = Counter(str(revision.change.kind) for revision in own)
    lines = [
        f"# {engineer.name}",
        "",
        KEPT,
        "",
        f"{engineer.name} is a {engineer.role}, error rate {engineer.error_rate:.0%}.",
        "",
        *(f"- {habit}" for habit in engineer.habits),
        "",
        f"{len(own)} changes: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + ".",
        "",
        "| day | change | title | mistake | script |",
        "| --- | --- | --- | --- | --- |",
    ]
    for revision in own:
        change = revision.change
        mistake = f"[{change.mistake}](../mistakes/{change.mistake}.md)" if change.mistake else ""
        lines.append(f"| {change.day} | {revision.id} | {revision.title} | {mistake} | {change.script} |")
    return "\n".join(lines) + "\n"


def _alert_row(alert: Alert) -> str:
    found = alert.findings()
    guises = [f"[{slug}](mistakes/{slug}.md)" for slug in sorted({stand.mistake for stand in found})]
    changes = dict.fromkeys(stand.revision.id for stand in found)
    links = [f"[{name.partition('_')[0]}](#{name})" for name in changes]
    return f"| {alert.title} | {len(found)} | {', '.join(guises)} | {', '.join(links)} |"


def _section(revision: Revision) -> list[str]:
    change = revision.change
    story = revision.story.partition("\n")[2].strip()
    lines = [f"### {revision.id}", "", f"**{revision.title}.** {change.engineer.name}, {change.kind}.", ""]
    lines += [story, ""] if story else []
    if change.mistake:
        link = f"[{change.mistake}](mistakes/{change.mistake}.md)"
        lines.append(f"- Mistake: {link}; the script plays it {change.script}.")
    for expect in change.expects:
        until = f", until {find(expect.until).id}" if expect.until else ""
        lines.append(f"- Finding: {expect.check} on the {expect.ref.kind} `{expect.ref.name}`{until}.")
    for decoy in change.decoys:
        lines.append(f"- Decoy: {decoy.check} on the {decoy.ref.kind} `{decoy.ref.name}`: {decoy.why}.")
    for exercise in change.exercises:
        route = (
            f"takes over `{exercise.takes_over}`"
            if exercise.takes_over
            else f"`{exercise.method} {exercise.path}`"
        )
        lines.append(f"- Exercise: {route} ({exercise.persona}).")
    return [*lines, ""] if lines[-1] else lines


def main(folder: Path) -> None:
    """Write the pages."""
    for name, page in pages().items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
