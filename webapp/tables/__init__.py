"""The baseline's tables for SQLAlchemy, one file each; importing this package fills `metadata`.

The migration `baseline` is what creates them; a test compares the two.
"""

import importlib
import pkgutil

from webapp.tables.base import metadata

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["metadata"]
