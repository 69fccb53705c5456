"""What an adapter makes of a tool's output."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lab.score.objects import Subject


class Weight(StrEnum):
    """How a row counts: a verdict both ways; a listing (a rank) only when right; grey never."""

    VERDICT = "verdict"
    LISTING = "listing"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that a tool says is wrong."""

    check: str
    subject: Subject
    detail: str = ""
    weight: Weight = Weight.VERDICT


@dataclass
class Report:
    """A tool's findings, and what their absence means.

    `covers` are the checks that the tool ran and saw through (None: all). `failed` ones ran and broke, with
    the reason. `truncated` ones listed only some of what they found. None of the last two is evidence of
    health. `static`: the tool read the changes' SQL, so that a later repair does not matter.
    """

    tool: str
    rows: list[Reported] = field(default_factory=list)
    covers: frozenset[str] | None = None
    failed: dict[str, str] = field(default_factory=dict)
    truncated: set[str] = field(default_factory=set)
    static: bool = False

    def no_evidence(self, check: str, scorable: Mapping[str, bool]) -> str | None:
        """Why the silence of this tool on a check means nothing; None where it does."""
        if scorable.get(self.tool) is False:
            return "the tool cannot see it"
        if check in self.failed:
            return f"the check failed: {self.failed[check]}"
        if check in self.truncated:
            return "the tool's list was cut off"
        if self.covers is not None and check not in self.covers and not self.static:
            return "the tool has no such check"
        return None
