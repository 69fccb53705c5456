"""Which way a change runs: `upgrade = variants(clean, flawed)`.

The way comes from the migration context (env.py puts it there), so it reaches online and `--sql` runs alike.
What ran is what counts on the way back, and for a later change that repairs it.
"""

from collections.abc import Callable

from alembic import op

from roadmap.change import CLEAN, FLAWED, Variant

Step = Callable[[], None]


def variants(clean: Step, flawed: Step) -> Step:
    """A step that runs one of two ways: the planned one upwards, the one that ran downwards."""

    def run() -> None:
        (flawed if way_of(clean.__globals__["revision"]) == FLAWED else clean)()

    return run


def where_flawed(revision: str, step: Step) -> Step:
    """A step that is needed only where an earlier change ran its flawed way."""

    def run() -> None:
        if way_of(revision) == FLAWED:
            step()

    return run


def way_of(revision: str) -> Variant:
    """The way that a change runs or ran on the database at hand."""
    ways: Callable[[str], Variant] | None = op.get_context().opts.get("ways")
    return ways(revision) if ways else CLEAN
