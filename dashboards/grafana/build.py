"""`python -m dashboards.grafana.build`: write every board of `boards/` to `json/`."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from dashboards.grafana import boards
from dashboards.grafana.panel import Board

FOLDER = Path(__file__).with_name("json")


def all_boards() -> Iterator[tuple[str, Board]]:
    """The boards by the names of their files."""
    for module in pkgutil.iter_modules(boards.__path__):
        yield module.name, importlib.import_module(f"{boards.__name__}.{module.name}").BOARD


def rendered(board: Board) -> str:
    """A board as its file holds it."""
    return json.dumps(board.document(), indent=2) + "\n"


def main() -> None:
    """Write the files."""
    for name, board in all_boards():
        (FOLDER / f"{name}.json").write_text(rendered(board), encoding="utf-8")


if __name__ == "__main__":
    main()
