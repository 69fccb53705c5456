"""docs/mistakes/ says what the mistakes say."""

from pathlib import Path

from roadmap.mistake_pages import FOLDER, pages, write


def test_the_pages_are_current() -> None:
    assert {path.name: path.read_text() for path in FOLDER.glob("*.md")} == pages()


def test_pages_of_dropped_mistakes_go(tmp_path: Path) -> None:
    (tmp_path / "dropped.md").write_text("gone")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == pages().keys()
