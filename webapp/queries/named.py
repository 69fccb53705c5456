"""Statements with a name: those that a change of the roadmap may take over from its day.

`sql/NAME.sql` is what the app runs at first. `replace_with` installs whoever knows better: a function from a
name to a statement or None. A replacement takes the same parameters and answers the same columns.
"""

from collections.abc import Callable
from pathlib import Path

Replacement = Callable[[str], str | None]

STATEMENTS: dict[str, str] = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("sql/*.sql"))
}

_replacements: list[Replacement] = []


def replace_with(replacement: Replacement) -> None:
    """Ask `replacement` for each named statement from now on; None keeps the app's own."""
    _replacements[:] = [replacement]


def statement(name: str) -> str:
    """The statement of that name that holds today; KeyError for an unknown name."""
    own = STATEMENTS[name]
    for replacement in _replacements:
        return replacement(name) or own
    return own
