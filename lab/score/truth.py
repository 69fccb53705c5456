"""The ground truth, read from the document that `flask roadmap expected` prints.

A document speaks for one day. Asked about another day (a run has one document and many days), a finding's
window answers: from `visible_from_day` until before `until_day`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lab.score.objects import Subject, same, subject
from webapp.refusal import Refusal

SCHEMA = "taskpilot.expected/1"


class BrokenTruth(Refusal):
    """A ground truth that cannot be read; the message says what is wrong with it."""


class State(StrEnum):
    """What a finding is on a day."""

    PRESENT = "present"
    WAITING = "waiting"
    REPAIRED = "repaired"
    ABSENT = "absent"


@dataclass(frozen=True)
class Label:
    """One expected finding; any of `objects` counts, `also` are checks that rightly name the same cause."""

    id: str
    change: str
    mistake: str
    engineer: str
    check: str
    objects: tuple[Subject, ...]
    also: tuple[tuple[str, tuple[Subject, ...]], ...]
    since_day: int
    until_day: int | None
    visible_from_day: int
    scorable: Mapping[str, bool]
    present: bool | None
    way: str | None
    rules: tuple[str, ...]

    def says(self, check: str, said: Subject) -> bool:
        """Whether a row names this finding: its check and one of its objects, or a linter's rule for it."""
        if said.kind == "change":
            return said.name == self.change and check.removeprefix("squawk:") in self.rules
        return check == self.check and any(same(one, said) for one in self.objects)

    def says_also(self, check: str, said: Subject) -> bool:
        """Whether a row is a legitimate co-finding of this one."""
        return any(check == other and any(same(one, said) for one in objects) for other, objects in self.also)


@dataclass(frozen=True)
class Trap:
    """A decoy: something that looks wrong and is not."""

    check: str
    subject: Subject
    why: str
    change: str
    decidable: bool

    def says(self, check: str, said: Subject) -> bool:
        """Whether a row has fallen for it."""
        return check == self.check and same(self.subject, said)


@dataclass(frozen=True)
class Truth:
    """A document: what is wrong at the end of a day, and what only looks so."""

    day: int
    variant: str
    labels: tuple[Label, ...]
    decoys: tuple[Trap, ...]

    @property
    def proved(self) -> bool:
        """Whether anybody asked a database: a document from the plan alone says null throughout."""
        return any(label.present is not None for label in self.labels)

    def state(self, label: Label, day: int) -> State:
        """What a finding is at the end of a day."""
        if day < label.since_day or self._known_absent(label):
            return State.ABSENT
        if label.until_day is not None and day >= label.until_day:
            return State.REPAIRED
        if day < label.visible_from_day or (label.present is None and day == self.day and self.proved):
            return State.WAITING
        return State.PRESENT

    def is_made(self, label: Label, day: int) -> bool:
        """Whether the cause is in place, its effect there today or not: a queue's table may just be empty."""
        ended = label.until_day is not None and day >= label.until_day
        return label.way == "flawed" and label.since_day <= day and not ended

    def _known_absent(self, label: Label) -> bool:
        """Whether the document says that the finding is not there, and not because it was repaired since."""
        denied = label.present is False or label.way == "clean"
        repaired = label.until_day is not None and label.until_day <= self.day
        return denied and (not repaired or self.variant == "control")


def read_truth(document: Any, rules: Callable[[str], tuple[str, ...]] = lambda _mistake: ()) -> Truth:
    """A document as `expected` prints it; `rules` gives the linter's rules for a mistake."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise BrokenTruth(f"the ground truth is no {SCHEMA} document; write it with 'flask roadmap expected'")
    labels = [_label(place, given, rules) for place, given in enumerate(_list(document, "findings"), start=1)]
    decoys = [_trap(place, given) for place, given in enumerate(_list(document, "decoys"), start=1)]
    return Truth(int(document["day"]), str(document.get("variant")), tuple(labels), tuple(decoys))


def _label(place: int, given: Any, rules: Callable[[str], tuple[str, ...]]) -> Label:
    try:
        return Label(
            id=given["id"],
            change=given["change"],
            mistake=given["mistake"],
            engineer=given.get("engineer") or "unknown",
            check=given["check"],
            objects=tuple(subject(one) for one in (given["object"], *(given.get("any_of") or ()))),
            also=tuple(_also(given, one) for one in given.get("also") or ()),
            since_day=given["since_day"],
            until_day=given.get("until_day"),
            visible_from_day=given.get("visible_from_day") or given["since_day"],
            scorable=given.get("scorable") or {},
            present=given.get("present"),
            way=given.get("variant"),
            rules=rules(given["mistake"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BrokenTruth(f"finding {place} of the ground truth is broken: {error!r}") from None


def _also(given: Any, also: Any) -> tuple[str, tuple[Subject, ...]]:
    objects = (also["object"],) if also.get("object") else (given["object"], *(given.get("any_of") or ()))
    return also["check"], tuple(subject(one) for one in objects)


def _trap(place: int, given: Any) -> Trap:
    try:
        return Trap(
            given["check"],
            subject(given["object"]),
            given.get("why") or "",
            given.get("change") or "",
            bool(given.get("decidable", True)),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BrokenTruth(f"decoy {place} of the ground truth is broken: {error!r}") from None


def _list(document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name) or []
    if not isinstance(found, list):
        raise BrokenTruth(f"{name} of the ground truth is no list")
    return found
