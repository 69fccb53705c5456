"""The generated pages say what the change files say."""

from roadmap.pages import pages
from webapp.paths import ROOT


def test_the_pages_are_those_that_the_changes_make() -> None:
    for name, page in pages().items():
        assert (ROOT / "docs" / name).read_text() == page, f"run 'make docs' ({name})"


def test_every_engineer_has_a_page_and_no_other_page_is_there() -> None:
    engineers = {f"engineers/{path.name}" for path in (ROOT / "docs" / "engineers").glob("*.md")}
    assert engineers == {name for name in pages() if name.startswith("engineers/")}
