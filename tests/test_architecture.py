"""Who may import whom, and how large a file may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"webapp", "seeding", "roadmap", "locustfiles", "lab", "dashboards"}
MAY_IMPORT = {
    "webapp": set(),
    "seeding": {"webapp"},
    "roadmap": {"webapp"},
    "locustfiles": set(),
    "lab": {"webapp", "seeding", "roadmap"},
    "dashboards": {"webapp", "seeding", "roadmap", "lab"},
}
LONGEST_FILE = 300
MEDIAN_FILE = 120


def sources(folder: str) -> list[Path]:
    """The Python files of a folder."""
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The top-level names that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("folder", sorted(OURS))
def test_a_folder_imports_only_what_it_may(folder: str) -> None:
    allowed = MAY_IMPORT[folder] | {folder}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(folder)
        for name in imports(path)
        if name in OURS - allowed
    }
    assert wrong == set()


def test_only_the_locustfiles_import_locust() -> None:
    """Importing it patches the process's sockets."""
    folders = OURS - {"locustfiles"}
    assert [path for folder in folders for path in sources(folder) if "locust" in imports(path)] == []


def test_files_stay_small() -> None:
    lengths = {path: path.read_text().count("\n") for folder in OURS for path in sources(folder)}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}
    assert median(lengths.values()) < MEDIAN_FILE


def test_an_upward_import_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "sneaky.py").write_text("def late():\n    from lab.postgres import EmbeddedPostgres\n")
    assert "lab" in set(imports(tmp_path / "sneaky.py"))
