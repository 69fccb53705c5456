"""What changes, payloads and notifications say, in the words of the app's own writes."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from seeding.areas import area
from seeding.clock import Clock
from seeding.discussion import Discussion
from seeding.draws import Ints
from seeding.history import NOTHING, History, Kind
from seeding.workflow import PRIORITY_LABELS, STATUS_LABELS

ACTIONS = ("issue.created", "issue.updated", "comment.created")


def action(kind: Ints) -> Ints:
    """Indexes into ACTIONS."""
    return np.where(kind == Kind.CREATED, 0, np.where(kind == Kind.COMMENTED, 2, 1))


class Wording:
    """JSON about a chunk's issues and the entries of its history."""

    def __init__(self, history: History, discussion: Discussion, comment_ids: Ints) -> None:
        chunk = history.chunk
        rank = chunk.project - chunk.plan.project_first[chunk.organization]
        projects = zip(chunk.organization.tolist(), rank.tolist(), chunk.number.tolist(), strict=True)
        zeros = np.zeros(chunk.n, np.int64)
        initial = history.value(Kind.PRIORITY, np.arange(chunk.n), zeros)
        self._history = history
        self._ids = chunk.id.tolist()
        self._titles = chunk.titles
        self._keys = [f"{area(organization * 11, r)[1]}-{number}" for organization, r, number in projects]
        self._first = [
            (STATUS_LABELS[s], PRIORITY_LABELS[p])
            for s, p in zip(chunk.initial.tolist(), initial.tolist(), strict=True)
        ]
        self._last = [
            (STATUS_LABELS[s], PRIORITY_LABELS[p])
            for s, p in zip(chunk.status.tolist(), history.final[Kind.PRIORITY].tolist(), strict=True)
        ]
        self._comments = list(zip(comment_ids.tolist(), discussion.internal.tolist(), strict=True))
        self._writers = _writers(chunk.plan.clock)

    def changes(self, entries: Ints) -> list[str]:
        """The members of `changes`, without braces."""
        history = self._history
        columns = (history.kind[entries], history.issue[entries], history.old[entries], history.new[entries])
        return [self._change(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    def payloads(self, entries: Ints) -> list[str]:
        """The members of a webhook's payload or a notification's data, without braces."""
        history = self._history
        columns = (history.kind[entries], history.issue[entries], history.user[entries] + 1)
        changes = self.changes(entries)
        made = []
        for kind, issue, actor, change in zip(*(column.tolist() for column in columns), changes, strict=True):
            key, title = self._keys[issue], self._titles[issue]
            about = f'"issue_id": {self._ids[issue]}, "key": "{key}", "title": "{title}"'
            if kind == Kind.COMMENTED:
                made.append(f'{about}, "actor_id": {actor}, {change.split(", ")[0]}')
                continue
            status, priority = (self._first if kind == Kind.CREATED else self._last)[issue]
            state = f'"status": "{status}", "priority": "{priority}", "actor_id": {actor}'
            extra = "" if kind == Kind.CREATED else f', "changes": {{{change}}}'
            made.append(f"{about}, {state}{extra}")
        return made

    def _change(self, kind: int, issue: int, old: int, new: int) -> str:
        if kind == Kind.COMMENTED:
            comment_id, internal = self._comments[new]
            return f'"comment_id": {comment_id}, "is_internal": {"true" if internal else "false"}'
        if kind == Kind.CREATED:
            status, priority = self._first[issue]
            return f'"title": "{self._titles[issue]}", "status": "{status}", "priority": "{priority}"'
        field, write = self._writers[kind]
        return f'"{field}": {{"from": {write(old)}, "to": {write(new)}}}'


def _writers(clock: Clock) -> dict[int, tuple[str, Callable[[int], str]]]:
    days: dict[int, str] = {}

    def day(number: int) -> str:
        if number not in days:
            days[number] = f'"{(clock.start + timedelta(days=number)).date()}"'
        return days[number]

    def unless_nothing(write: Callable[[int], str]) -> Callable[[int], str]:
        return lambda value: "null" if value == NOTHING else write(value)

    return {
        Kind.STATUS: ("status", lambda code: f'"{STATUS_LABELS[code]}"'),
        Kind.PRIORITY: ("priority", lambda code: f'"{PRIORITY_LABELS[code]}"'),
        Kind.ASSIGNEE: ("assignee_id", unless_nothing(lambda user: str(user + 1))),
        Kind.DUE_DATE: ("due_date", unless_nothing(day)),
        Kind.ESTIMATE: ("estimate", unless_nothing(str)),
    }
