"""The findings and decoys that a database at a given revision should show, from the labels alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from roadmap.catalogue import Revision, find
from roadmap.change import CLEAN, FLAWED, Variant
from roadmap.labels import Decoy, Expect
from roadmap.mistake import Mistake, mistakes

Ways = Callable[[Revision], Variant]


@dataclass(frozen=True)
class Finding:
    """One expected finding: its label, its change, the way that this ran, whether a repair has ended it."""

    revision: Revision
    number: int
    expect: Expect
    way: Variant
    ended: bool

    @property
    def id(self) -> str:
        """The change's name and the place among its labels, from 1."""
        return f"{self.revision.id}.{self.number}"

    @property
    def mistake(self) -> Mistake:
        """What proves it."""
        return mistakes()[self.slug]

    @property
    def slug(self) -> str:
        """The mistake's name."""
        return self.expect.mistake or str(self.revision.change.mistake)

    @property
    def since_day(self) -> int:
        """The day on which the cause was made."""
        return self.revision.day

    @property
    def until_day(self) -> int | None:
        """The day of the repair; None where there is none."""
        return find(self.expect.until).day if self.expect.until else None

    @property
    def visible_from_day(self) -> int:
        """The first day on which the effect can be seen."""
        return self.revision.day + self.expect.visible_after

    def due(self, day: int) -> bool | None:
        """Whether the finding should be there at the end of `day`; None while its effect may be to come."""
        if self.way == CLEAN or self.ended:
            return False
        return True if self.visible_from_day <= day else None


def findings(applied: tuple[Revision, ...], way: Ways) -> Iterator[Finding]:
    """The findings of the changes that ran flawed, and of those that the script would have run flawed.

    The second sort is listed because a run without mistakes has to show that they are absent.
    """
    reached = {revision.id for revision in applied}
    for revision in applied:
        if FLAWED not in (way(revision), revision.change.script):
            continue
        for number, expect in enumerate(revision.change.expects, start=1):
            ended = bool(expect.until) and find(str(expect.until)).id in reached
            yield Finding(revision, number, expect, way(revision), ended)


def decoys(applied: tuple[Revision, ...], way: Ways) -> Iterator[tuple[Revision, Decoy]]:
    """The decoys that are in place, each with its change."""
    reached = {revision.id for revision in applied}
    for revision in applied:
        for decoy in revision.change.decoys:
            gone = decoy.until and find(decoy.until).id in reached
            if not gone and decoy.ran in ("any", way(revision)):
                yield revision, decoy


def planned_ways(ways: dict[str, Variant]) -> Ways:
    """The ways of changes by name; clean for one that is not there."""
    return lambda revision: ways.get(revision.id, CLEAN)
