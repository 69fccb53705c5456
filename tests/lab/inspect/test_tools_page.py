"""docs/TOOLS.md and the catalogues of checks and adapters say the same."""

import re
from pathlib import Path

from lab.inspect.catalogue import catalogue
from lab.tools.catalogue import adapters

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "TOOLS.md").read_text()


def rows_after(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    table = re.search(r"(?:^\|.*\n)+", PAGE.partition(heading)[2], re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table[0].splitlines()[2:]]


def test_the_page_lists_every_check_with_its_gates() -> None:
    checks = {entry.key: entry.check.gates for entry in catalogue()}
    assert {cells[0]: cells[2] for cells in rows_after("## The reference detector")} == checks


def test_the_page_lists_every_adapter() -> None:
    assert {cells[0].strip("`") for cells in rows_after("## Adapters")} == set(adapters())
