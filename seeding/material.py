"""All that the tables of one issue chunk are made from, made once and only when asked for."""

from collections.abc import Mapping
from functools import cached_property

from seeding.audience import Sent, Told
from seeding.chunk import Chunk
from seeding.discussion import Discussion
from seeding.draws import Draws, Ints
from seeding.history import History
from seeding.numbering import Count, Starts, count
from seeding.plan import Plan
from seeding.prose import Prose
from seeding.wording import Wording


class Material:
    """A chunk's issues, comments and history, and texts for its tables; `starts` comes from the census."""

    def __init__(self, plan: Plan, index: int, starts: Mapping[str, Starts]) -> None:
        self.plan = plan
        self.index = index
        self._starts = starts

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

    @cached_property
    def told(self) -> Told:
        """The notifications."""
        return Told(self.history)

    @cached_property
    def sent(self) -> Sent:
        """The webhook deliveries."""
        return Sent(self.history)

    @cached_property
    def comment_ids(self) -> Ints:
        """The ids of the comments."""
        return self.ids("comments", self.discussion.moment)

    @cached_property
    def wording(self) -> Wording:
        """JSON about the history."""
        return Wording(self.history, self.discussion, self.comment_ids)

    def ids(self, table: str, moments: Ints) -> Ints:
        """The ids of this chunk's rows in a table, which are in the order of time."""
        return self._starts[table].ids(moments)

    def census(self) -> dict[str, Count]:
        """How many rows of the tables that are numbered by time fall into each bucket."""
        moments = {
            "comments": self.discussion.moment,
            "activity_log": self.history.moment,
            "notifications": self.told.moment,
            "webhook_deliveries": self.sent.moment,
        }
        return {table: count(each) for table, each in moments.items()}

    def draws(self, table: str, purpose: str) -> Draws:
        """Random numbers of this chunk."""
        return self.plan.draws(table, self.index, purpose)

    def prose(self, table: str, *, flat: bool = False, short: bool = False) -> Prose:
        """Sentences of this chunk's own; fewer for texts of a sentence or two."""
        return Prose(self.draws(table, "sentences"), flat=flat, rows=self.chunk.n // (8 if short else 1))
