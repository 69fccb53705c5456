"""What a scored row says."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lab.score.objects import Subject


class Verdict(StrEnum):
    """The five outcomes."""

    FOUND = "found"
    MISSED = "missed"
    FALSE_ALARM = "false_alarm"
    NOT_COVERED = "not_covered"
    NOT_SCORED = "not_scored"


class Reason(StrEnum):
    """Why, where the verdict alone does not say it."""

    PLAIN = ""
    DECOY = "decoy"
    UNDECIDABLE = "undecidable decoy"
    STALE = "stale"
    ABSENT = "absent"
    OTHER = "other"
    CO_FINDING = "co-finding"
    AGAIN = "said again"
    WAITING = "not visible yet"
    GREY = "grey zone"
    FAINT = "named in the grey zone only"
    LISTING = "a rank, no verdict"
    OUTSIDE = "outside of the labelled schemas"

    @property
    def is_extra(self) -> bool:
        """Whether it is said of something that the tool named beyond what was expected."""
        return self not in (Reason.PLAIN, Reason.FAINT)


@dataclass(frozen=True, slots=True)
class Row:
    """One expected finding, or one thing that the tool said beyond those."""

    verdict: Verdict
    check: str
    subject: Subject
    reason: Reason = Reason.PLAIN
    detail: str = ""
    finding: str = ""
    change: str = ""
    mistake: str = ""
    engineer: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row as `score --json` prints it; empty fields are left out."""
        words = {
            "verdict": str(self.verdict),
            "reason": str(self.reason),
            "check": self.check,
            "object": self.subject.as_json(),
            "detail": self.detail,
            "finding": self.finding,
            "change": self.change,
            "mistake": self.mistake,
            "engineer": self.engineer,
        }
        return {name: value for name, value in words.items() if value}
