"""Mechanisms broken on purpose: the files of `mutations/`, applied to a copy of the tree."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("mutations")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mechanism broken: `old` becomes `new` in `file`, and `drill` has to fail."""

    name: str
    promise: int
    breaks: str
    drill: str
    file: str
    old: str
    new: str

    def occurrences(self, root: Path) -> int:
        """How often the lines that it changes are there; a mutation wants exactly one."""
        return (root / self.file).read_text().count(self.old)

    def apply(self, root: Path) -> None:
        """Break the tree at `root`; ValueError where the lines are not there once."""
        if self.occurrences(root) != 1:
            raise ValueError(f"{self.name} wants its lines once in {self.file}, has {self.occurrences(root)}")
        path = root / self.file
        path.write_text(path.read_text().replace(self.old, self.new))


def mutations(folder: Path = FOLDER) -> list[Mutation]:
    """All of them, by promise."""
    found = [Mutation(name=path.stem, **tomllib.loads(path.read_text())) for path in folder.glob("*.toml")]
    return sorted(found, key=lambda mutation: (mutation.promise, mutation.name))
