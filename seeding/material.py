"""All that the tables of one issue chunk are made from, made once and only when asked for."""

from functools import cached_property

from seeding.chunk import Chunk
from seeding.discussion import Discussion
from seeding.draws import Draws
from seeding.history import History
from seeding.plan import Plan
from seeding.prose import Prose


class Material:
    """A chunk's issues, comments and history, and texts for its tables."""

    def __init__(self, plan: Plan, index: int) -> None:
        self.plan = plan
        self.index = index

    @cached_property
    def chunk(self) -> Chunk:
        """The issues."""
        return Chunk(self.plan, self.index)

    @cached_property
    def discussion(self) -> Discussion:
        """The comments."""
        return Discussion(self.chunk)

    @cached_property
    def history(self) -> History:
        """The activity."""
        return History(self.chunk, self.discussion)

    def draws(self, table: str, purpose: str) -> Draws:
        """Random numbers of this chunk."""
        return self.plan.draws(table, self.index, purpose)

    def prose(self, table: str, *, flat: bool = False) -> Prose:
        """Sentences of this chunk's own."""
        return Prose(self.draws(table, "sentences"), flat=flat, rows=self.chunk.n)
