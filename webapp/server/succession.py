"""Who follows whom at a rolling restart, in files of the web processes' folder.

A process is known by its age, which gunicorn counts up from one. gunicorn tells the old ones to end as soon
as it has started the new, which load the app for seconds; so an old one asks here whether it may.
"""

import os
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
READY = "ready-"
REPLACED = "replaced"


class Succession:
    """The files in a folder: `ready-AGE` of each process that serves, `replaced` with the last old age."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_this_server(cls) -> "Succession":
        """That of the master that started this process."""
        return cls(Path(os.environ[VARIABLE]))

    def begin(self, age: int) -> None:
        """Processes up to an age are to be replaced."""
        (self._folder / REPLACED).write_text(str(age))

    def ready(self, age: int) -> None:
        """A process serves from now on."""
        (self._folder / f"{READY}{age}").touch()

    def ended(self, age: int) -> None:
        """A process has ended."""
        (self._folder / f"{READY}{age}").unlink(missing_ok=True)

    def may_end(self, age: int, processes: int) -> bool:
        """Whether a process that is told to end may: nobody replaces it, or `processes` new ones serve."""
        replaced = self._folder / REPLACED
        last = int(replaced.read_text()) if replaced.exists() else 0
        if age > last:
            return True
        serving = (int(path.name.removeprefix(READY)) for path in self._folder.glob(f"{READY}*"))
        return sum(1 for other in serving if other > last) >= processes
