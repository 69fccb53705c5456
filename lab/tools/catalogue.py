"""The adapters that there are: the modules of `lab/tools` that have a `read`, walked."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from lab import tools
from lab.tools.report import Report

Read = Callable[[Path], Report]


@lru_cache(maxsize=1)
def adapters() -> dict[str, Read]:
    """Each adapter's reader by the tool's name."""
    found = {}
    for module in pkgutil.iter_modules(tools.__path__):
        loaded = importlib.import_module(f"{tools.__name__}.{module.name}")
        if hasattr(loaded, "read"):
            found[module.name] = loaded.read
    return found
