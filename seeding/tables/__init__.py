"""The seeded tables: one file each, named as the table; the folder is walked.

A file of a table that grows with tenants has `ENTITIES`, the plan's size that it is chunked by, and
`rows(plan, indexes)`; one that hangs on issues has `rows(material)`. Both have `total(plan)` and `BYTES`,
what a row takes on disk with its indexes, for the plan and the time left.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Protocol, cast

from seeding.binary import Columns
from seeding.draws import Ints
from seeding.material import Material
from seeding.plan import Plan


class Table(Protocol):
    """What every table's file offers."""

    BYTES: int

    @staticmethod
    def total(plan: Plan) -> int:
        """How many rows the table gets."""
        ...


class TenantTable(Table, Protocol):
    """A table chunked by organizations, users, teams or projects."""

    ENTITIES: str

    @staticmethod
    def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
        """Blocks of rows of these entities."""
        ...


class IssueTable(Table, Protocol):
    """A table chunked by issues."""

    @staticmethod
    def rows(material: Material) -> Iterator[Columns]:
        """Blocks of rows of a chunk."""
        ...


@lru_cache(maxsize=1)
def modules() -> dict[str, ModuleType]:
    """The tables' files by name."""
    found = pkgutil.iter_modules(__path__)
    return {each.name: importlib.import_module(f"{__name__}.{each.name}") for each in found}


def tenant_tables() -> dict[str, TenantTable]:
    """The tables chunked by entities."""
    return {name: cast(TenantTable, each) for name, each in modules().items() if hasattr(each, "ENTITIES")}


def issue_tables() -> dict[str, IssueTable]:
    """The tables chunked by issues."""
    return {name: cast(IssueTable, each) for name, each in modules().items() if not hasattr(each, "ENTITIES")}


def tables() -> dict[str, Table]:
    """All of them."""
    return {**tenant_tables(), **issue_tables()}
