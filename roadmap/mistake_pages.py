"""docs/mistakes/, made from the mistakes: `python -m roadmap.mistake_pages`.

A page per mistake and an index by category, so that what the proofs say and what people read is one text.
"""

from pathlib import Path

from roadmap.mistake import Category, Mistake, Needs, mistakes
from webapp.paths import ROOT

FOLDER = ROOT / "docs" / "mistakes"
INDEX = "README.md"
HEADER = """# The mistakes

Made by `make docs` from `roadmap/mistakes/`. What an engineer can get wrong on the roadmap, why it gets
through review, what comes of it and how it is mended. Each has a probe: SQL that answers from the live
database whether the mistake is there, with figures. `flask roadmap verify` runs them.

The check is postgres_ai's where one exists, and `lab:…` where no check of any tool is known. *Load* and
*growth* mean that the effect shows only after people have worked or data has grown; until then the probe says
so (`present: null`). An *event* happened once and is proved by what was measured or counted then.
"""
WHEN = {Needs.NOTHING: "at once", Needs.LOAD: "under load", Needs.GROWTH: "with growth"}


def pages() -> dict[str, str]:
    """Every page's text by its file name."""
    made = {f"{mistake.slug}.md": page(mistake) for mistake in mistakes().values()}
    return made | {INDEX: index()}


def index() -> str:
    """The page of all mistakes, by category."""
    lines = [HEADER]
    for category in Category:
        members = [mistake for mistake in mistakes().values() if mistake.category is category]
        lines += [f"## {category.value.capitalize()} ({len(members)})", ""]
        lines += ["| Mistake | Check | Found on | Shows |", "|---|---|---|---|"]
        for mistake in members:
            link = f"[{mistake.title}]({mistake.slug}.md)"
            kinds = ", ".join(mistake.objects)
            lines.append(f"| {link} | {check(mistake.check)} | {kinds} | {shows(mistake)} |")
        lines.append("")
    return "\n".join(lines)


def page(mistake: Mistake) -> str:
    """One mistake's page."""
    facts = [
        ("Category", mistake.category.value),
        ("Check", check(mistake.check)),
        ("Rightly reported as well", ", ".join(mistake.also) or "nothing"),
        ("squawk", ", ".join(f"`{rule}`" for rule in mistake.squawk) or "no rule"),
        ("Found on", ", ".join(mistake.objects)),
        ("Shows", shows(mistake)),
        ("Probe reads", ", ".join(("catalogue and statistics", *mistake.takes))),
        ("PostgreSQL", mistake.versions or f"{mistake.since_version} and newer"),
    ]
    rows = "\n".join(f"| {name} | {value} |" for name, value in facts)
    source = f"../../roadmap/mistakes/{mistake.slug}.py"
    return (
        f"# {mistake.title}\n\n{mistake.story}\n\n"
        f"**Consequence.** {mistake.consequence}\n\n"
        f"**Remedy.** {mistake.remedy}\n\n"
        f"**How it is proved.** {mistake.proof}\n\n"
        f"**Who sees it.** {mistake.tools}\n\n"
        f"| | |\n|---|---|\n{rows}\n\n"
        f"[{mistake.slug}.py]({source}) · [all mistakes]({INDEX})\n"
    )


def check(name: str) -> str:
    """A check's name as the pages write it."""
    return f"`{name}`" if name.startswith("lab:") else name


def shows(mistake: Mistake) -> str:
    """When the effect can be seen."""
    return "as an event" if mistake.event else WHEN[mistake.needs]


def write(folder: Path) -> None:
    """Write all pages and remove those of mistakes that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for stale in {path.name for path in folder.glob("*.md")} - made.keys():
        (folder / stale).unlink()
    for name, content in made.items():
        (folder / name).write_text(content)


if __name__ == "__main__":
    write(FOLDER)
