"""One day's report against the ground truth.

Each expected finding gets one row: found, missed, not covered or not scored. Each thing that the tool said
and that is no expected finding gets one: a false alarm (decoy, stale, absent, other) or not scored.
"""

from collections import defaultdict
from collections.abc import Iterable

from lab.score.truth import Label, State, Trap, Truth
from lab.score.verdict import Reason, Row, Verdict
from lab.tools.report import Report, Reported, Weight

FALSE = {State.REPAIRED: Reason.STALE, State.ABSENT: Reason.ABSENT}


def score(truth: Truth, report: Report, day: int | None = None) -> list[Row]:
    """The rows of a report at the end of a day (the document's own by default)."""
    return Scoring(truth, report, truth.day if day is None else day).rows()


class Scoring:
    """The labels by check and state, and what the tool said of each."""

    def __init__(self, truth: Truth, report: Report, day: int) -> None:
        self.report = report
        self.day = day
        self.states = {label.id: self._state(truth, label, day) for label in truth.labels}
        self.labels: dict[str, list[Label]] = defaultdict(list)
        self.also: dict[str, list[Label]] = defaultdict(list)
        self.decoys: dict[str, list[Trap]] = defaultdict(list)
        for label in truth.labels:
            self.labels[label.check].append(label)
            for rule in label.rules if report.static else ():
                self.labels[f"squawk:{rule}"].append(label)
            for check in {check for check, _ in label.also}:
                self.also[check].append(label)
        for decoy in truth.decoys:
            self.decoys[decoy.check].append(decoy)
        self.truth = truth
        self.said: dict[str, Weight] = {}
        self.seen: set[tuple[object, ...]] = set()

    def _state(self, truth: Truth, label: Label, day: int) -> State:
        """A linter reads the change itself: a later repair, or an effect yet to come, makes no difference."""
        state = truth.state(label, day)
        if self.report.static and day >= label.since_day and label.way != "clean":
            return State.PRESENT
        return state

    def rows(self) -> list[Row]:
        """Every row: first what was expected, then what else was said."""
        extra = [row for said in self.report.rows if (row := self._judge(said)) is not None]
        present = (label for label in self.truth.labels if self.states[label.id] is State.PRESENT)
        return [*(self._expected(label) for label in present), *extra]

    def _expected(self, label: Label) -> Row:
        why = self.report.no_evidence(label.check, label.scorable)
        said = self.said.get(label.id)
        if said is not None and said is not Weight.GREY:
            return _row(label, Verdict.FOUND)
        if why is not None:
            return _row(label, Verdict.NOT_COVERED, detail=why)
        if said is Weight.GREY:
            return _row(label, Verdict.NOT_SCORED, Reason.FAINT)
        return _row(label, Verdict.MISSED)

    def _judge(self, said: Reported) -> Row | None:
        """The row for what the tool said; None where it names an expected finding or the lab itself."""
        identity = (said.check, said.subject.kind, said.subject.schema or "public", said.subject.shown())
        if said.subject.is_the_labs or identity in self.seen:
            return None
        self.seen.add(identity)
        named = [label for label in self.labels[said.check] if label.says(said.check, said.subject)]
        present = _in(named, self.states, State.PRESENT)
        if present:
            return self._right(said, present)
        if said.weight is not Weight.VERDICT:
            reason = Reason.GREY if said.weight is Weight.GREY else Reason.LISTING
            return _extra(said, Verdict.NOT_SCORED, reason)
        causes = [label for label in self.also[said.check] if label.says_also(said.check, said.subject)]
        there = [*_in(causes, self.states, State.PRESENT), *_in(causes, self.states, State.WAITING)]
        if made := there or [label for label in causes if self.truth.is_made(label, self.day)]:
            return _extra(said, Verdict.NOT_SCORED, Reason.CO_FINDING, made[0])
        if waiting := _in(named, self.states, State.WAITING):
            return _extra(said, Verdict.NOT_SCORED, Reason.WAITING, waiting[0])
        return self._wrong(said, named)

    def _right(self, said: Reported, present: list[Label]) -> Row | None:
        """Note the labels that are named, of several sets one; a known set's next member is said again."""
        fresh = [label for label in present if self.said.get(label.id) in (None, Weight.GREY)]
        sets = [label for label in fresh if len(label.objects) > 1]
        for label in [label for label in fresh if label not in sets[1:]]:
            self.said[label.id] = said.weight
        return None if fresh else _extra(said, Verdict.NOT_SCORED, Reason.AGAIN, present[0])

    def _wrong(self, said: Reported, named: Iterable[Label]) -> Row:
        for decoy in self.decoys[said.check]:
            if decoy.says(said.check, said.subject):
                reason = Reason.DECOY if decoy.decidable else Reason.UNDECIDABLE
                row = _extra(said, Verdict.FALSE_ALARM, reason)
                return Row(row.verdict, row.check, row.subject, row.reason, decoy.why, change=decoy.change)
        for label in named:
            return _extra(said, Verdict.FALSE_ALARM, FALSE[self.states[label.id]], label)
        if said.subject.is_outside:
            return _extra(said, Verdict.NOT_SCORED, Reason.OUTSIDE)
        return _extra(said, Verdict.FALSE_ALARM, Reason.OTHER)


def _in(labels: Iterable[Label], states: dict[str, State], state: State) -> list[Label]:
    return [label for label in labels if states[label.id] is state]


def _row(label: Label, verdict: Verdict, reason: Reason = Reason.PLAIN, detail: str = "") -> Row:
    return Row(
        verdict,
        label.check,
        label.objects[0],
        reason,
        detail,
        label.id,
        label.change,
        label.mistake,
        label.engineer,
    )


def _extra(said: Reported, verdict: Verdict, reason: Reason, label: Label | None = None) -> Row:
    """A row of the tool's; with the label that it has to do with, where there is one."""
    if label is None:
        return Row(verdict, said.check, said.subject, reason, said.detail)
    return Row(
        verdict,
        said.check,
        said.subject,
        reason,
        said.detail,
        label.id,
        label.change,
        label.mistake,
        label.engineer,
    )
