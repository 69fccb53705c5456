"""The pieces of work that a seed is cut into; each is plain data that any worker can do."""

from dataclasses import dataclass

from seeding import tables
from seeding.load import Loaded, Loader
from seeding.numbering import Count
from seeding.plan import Plan, chunks_of


@dataclass(frozen=True)
class CountIssues:
    """Count the rows of an issue chunk by time."""

    chunk: int

    def do(self, loader: Loader) -> tuple[int, dict[str, Count]]:
        """The chunk and its census."""
        return self.chunk, loader.census(self.chunk)


@dataclass(frozen=True)
class LoadIssues:
    """Load all tables of an issue chunk but those that are in."""

    chunk: int
    skip: frozenset[str] = frozenset()
    table: None = None

    def do(self, loader: Loader) -> list[Loaded]:
        """What was loaded."""
        return loader.issue_chunk(self.chunk, self.skip)


@dataclass(frozen=True)
class LoadTenants:
    """Load a chunk of a table that grows with tenants."""

    table: str
    chunk: int

    def do(self, loader: Loader) -> list[Loaded]:
        """What was loaded."""
        return loader.tenant_chunk(self.table, self.chunk)


LoadTask = LoadIssues | LoadTenants


def load_tasks(plan: Plan, done: set[tuple[str, int]]) -> list[LoadTask]:
    """What is left to load; chunks in an order that only roughly follows time, so that pages do too."""
    tenants = [
        LoadTenants(name, chunk)
        for name, table in tables.tenant_tables().items()
        for chunk in range(chunks_of(getattr(plan.sizes, table.ENTITIES)))
        if (name, chunk) not in done
    ]
    names = set(tables.issue_tables())
    order = plan.draws("plan", 0, "load order").jostled(plan.chunks).tolist()
    issues = [LoadIssues(k, frozenset(name for name in names if (name, k) in done)) for k in order]
    return [*tenants, *(task for task in issues if len(task.skip) < len(names))]
