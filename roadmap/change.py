"""What a revision says of itself: who made it, what kind of change it is, what it should make visible.

A revision file ends its labels here; nothing of it reaches the database.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from roadmap.engineers import Engineer
from roadmap.exercise import Exercise
from roadmap.labels import Decoy, Expect, Ran

Variant = Literal["clean", "flawed"]
CLEAN: Variant = "clean"
FLAWED: Variant = "flawed"


class Kind(StrEnum):
    """The six kinds of change."""

    GOOD = "good"
    MISSING_INDEX = "missing_index"
    REDUNDANT_INDEX = "redundant_index"
    BLOCKING_MIGRATION = "blocking_migration"
    TYPE_CHANGE = "type_change"
    BLOAT_PATTERN = "bloat_pattern"


@dataclass(frozen=True, slots=True)
class Growth:
    """What a window of simulated time adds to a change's own tables.

    `sql` may hold several statements. It sees the bind parameters `:since` and `:until` (timestamptz; the
    window's start is included, its end is not) and derives its rows from the rows that the window has in the
    baseline's tables. The whole past is such a window, too. `ran` limits it to one way of the change.
    """

    table: str
    sql: str
    ran: Ran = "any"


@dataclass(frozen=True, slots=True)
class Change:
    """The labels of one revision.

    `mistake` names the file in roadmap/mistakes/ that the flawed way shows; a change without one has a single
    way. `scripted` is the way that the curated roadmap takes.
    """

    day: int
    engineer: Engineer
    kind: Kind
    mistake: str | None = None
    scripted: Variant | None = None
    expects: tuple[Expect, ...] = ()
    decoys: tuple[Decoy, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    growth: tuple[Growth, ...] = ()

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The ways that this change can be run."""
        return (CLEAN, FLAWED) if self.mistake else (CLEAN,)

    @property
    def script(self) -> Variant:
        """The way that the curated roadmap takes."""
        return self.scripted or (FLAWED if self.mistake else CLEAN)
