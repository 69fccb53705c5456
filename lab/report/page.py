"""The page: one file with its styles, no script, nothing to fetch."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from lab.report.figure import Figure
from lab.report.head import changes_table, head
from lab.report.markup import joined, tag
from lab.report.run_data import RunData

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(run: RunData, figures: Sequence[Figure]) -> str:
    """The whole document."""
    links = [("#changes", "The changes"), *((f"#{figure.key}", figure.title) for figure in figures)]
    contents = tag(
        "nav", tag("ul", *(tag("li", tag("a", words, href=to)) for to, words in links)), aria_label="Contents"
    )
    body = [
        head(run),
        contents,
        *(figure.markup() for figure in figures),
        changes_table(run),
        tag("footer", tag("p", "More in the run's folder: ", _files())),
    ]
    words = STYLE.read_text(encoding="utf-8")
    style = Markup(words)  # noqa: S704 - our own file  # nosec B704
    top = [
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="color-scheme", content="light dark"),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"Run {run.manifest.get('name', '')}"),
        Markup("<style>{}</style>").format(style),
    ]
    document = tag("html", tag("head", *top), tag("body", tag("main", *body)), lang="en")
    return f"<!doctype html>\n{document}\n"


def _files() -> Markup:
    names = ("manifest.json", "timeline.jsonl", "expected.json", "samples.sqlite", "days/", "tools/")
    return joined((tag("a", name, href=name) for name in names), ", ")
