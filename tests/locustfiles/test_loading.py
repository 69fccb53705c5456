"""Which classes Locust finds, and that loading a folder does no harm to other modules."""

import ast
import sys
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCUSTFILES = ROOT / "locustfiles"
PERSONAS = ["BackgroundJobs", "DashboardUser", "PowerUser", "RegularUser"]
TAKEN = sys.stdlib_module_names | packages_distributions().keys()
FILES = sorted(path for path in LOCUSTFILES.rglob("*.py") if not path.name.startswith("_"))


def listed(locust: Callable[..., Any], *arguments: str, **more: Any) -> list[str]:
    run = locust("http://127.0.0.1:1", *arguments, "--list", **more)
    assert run.exit_code == 0, run.output
    return sorted(run.stdout.split("Available Users:")[1].split())


@pytest.mark.parametrize("files", [[], ["-f", "locustfiles"], ["-f", "locustfiles/personas"]])
def test_each_way_of_naming_the_personas_means_the_default_mix(
    locust: Callable[..., Any], files: list[str]
) -> None:
    assert listed(locust, *files) == PERSONAS


def test_a_custom_user_is_found_by_whoever_names_its_file(locust: Callable[..., Any]) -> None:
    files = "locustfiles/personas,locustfiles/custom/write_heavy.py"

    assert listed(locust, "-f", files) == [*PERSONAS, "WriteHeavy"]


def test_a_custom_user_is_found_by_whoever_names_its_folder(locust: Callable[..., Any]) -> None:
    classes = {
        node.name
        for path in (LOCUSTFILES / "custom").glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
    }

    assert set(listed(locust, "-f", "locustfiles/custom")) == classes


def test_the_personas_load_from_another_folder(locust: Callable[..., Any], tmp_path: Path) -> None:
    assert listed(locust, "-f", str(LOCUSTFILES / "personas"), cwd=tmp_path) == PERSONAS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_locustfile_has_the_name_of_another_module(path: Path) -> None:
    assert path.stem not in TAKEN
    assert [other for other in FILES if other.stem == path.stem] == [path]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_locustfile_imports_a_locustfile(path: Path) -> None:
    imported = [
        n.module or "" for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)
    ]

    assert [m for m in imported if m.startswith("locustfiles") and ".common" not in m] == []
