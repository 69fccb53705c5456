"""The checks that there are: the modules of `lab/inspect/checks`, walked."""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import lru_cache

from lab.inspect import checks
from lab.inspect.check import Check, Find, key


@dataclass(frozen=True, slots=True)
class Entry:
    """A check under its key."""

    key: str
    title: str
    check: Check
    find: Find


@lru_cache(maxsize=1)
def catalogue() -> tuple[Entry, ...]:
    """Every check, by key."""
    entries = []
    for module in pkgutil.iter_modules(checks.__path__, f"{checks.__name__}."):
        loaded = importlib.import_module(module.name)
        title = str(loaded.__doc__).splitlines()[0]
        entries.append(Entry(key(str(loaded.__file__)), title, loaded.check, loaded.find))
    return tuple(sorted(entries, key=lambda entry: entry.key))
