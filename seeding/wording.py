"""What changes, payloads and notifications say, in the words of the app's own writes.

Made once per chunk for every entry of its history. What has few values (a status, a priority) is looked up in
tables; only the rest is written out.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cached_property, lru_cache

import numpy as np

from seeding.areas import area
from seeding.binary import Objects, objects
from seeding.clock import Clock
from seeding.discussion import Discussion
from seeding.draws import Ints
from seeding.history import NOTHING, History, Kind
from seeding.workflow import PRIORITY_LABELS, STATUS_LABELS

ACTIONS = ("issue.created", "issue.updated", "comment.created")
LARGEST_ESTIMATE = 8


def action(kind: Ints) -> Ints:
    """Indexes into ACTIONS."""
    return np.where(kind == Kind.CREATED, 0, np.where(kind == Kind.COMMENTED, 2, 1))


class Wording:
    """JSON members, without braces, about a chunk's issues and the entries of its history."""

    def __init__(self, history: History, discussion: Discussion, comment_ids: Ints) -> None:
        self._history = history
        self._discussion = discussion
        self._comment_ids = comment_ids

    @cached_property
    def changes(self) -> Objects:
        """What each entry changed."""
        history = self._history
        made = np.empty(history.n, object)
        writers: dict[Kind, Callable[[Ints], Objects]] = {
            Kind.CREATED: lambda rows: self._created[history.issue[rows]],
            Kind.STATUS: lambda rows: _statuses()[history.old[rows], history.new[rows]],
            Kind.PRIORITY: lambda rows: _priorities()[history.old[rows], history.new[rows]],
            Kind.ESTIMATE: lambda rows: _estimates()[history.old[rows], history.new[rows]],
            Kind.ASSIGNEE: self._assignees,
            Kind.DUE_DATE: self._due_dates,
            Kind.COMMENTED: self._commented,
        }
        for kind, write in writers.items():
            rows = np.flatnonzero(history.kind == kind)
            made[rows] = write(rows)
        return made

    def payloads(self, entries: Ints) -> list[bytes]:
        """What a webhook or a notification is told of these entries."""
        history = self._history
        kinds, issues = history.kind[entries], history.issue[entries]
        about = self._about[issues].tolist()
        said = self.changes[entries].tolist()
        state = np.where(kinds == Kind.CREATED, self._first[issues], self._last[issues]).tolist()
        users = (history.user[entries] + 1).tolist()
        return [
            b'%b, "actor_id": %d, %b' % (told, user, change.partition(b", ")[0])
            if kind == Kind.COMMENTED
            else b'%b, %b, "actor_id": %d' % (told, now, user)
            if kind == Kind.CREATED
            else b'%b, %b, "actor_id": %d, "changes": {%b}' % (told, now, user, change)
            for kind, told, now, user, change in zip(kinds.tolist(), about, state, users, said, strict=True)
        ]

    @cached_property
    def _about(self) -> Objects:
        chunk = self._history.chunk
        rank = chunk.project - chunk.plan.project_first[chunk.organization]
        columns = (chunk.id, chunk.organization, rank, chunk.number)
        rows = zip(*(column.tolist() for column in columns), chunk.titles, strict=True)
        return objects(
            f'"issue_id": {id_}, "key": "{area(tenant * 11, r)[1]}-{number}", "title": "{title}"'.encode()
            for id_, tenant, r, number, title in rows
        )

    @cached_property
    def _first(self) -> Objects:
        """Status and priority as each issue was made with."""
        chunk = self._history.chunk
        zeros = np.zeros(chunk.n, np.int64)
        priority = self._history.value(Kind.PRIORITY, np.arange(chunk.n), zeros)
        return _states()[chunk.initial, priority]

    @cached_property
    def _last(self) -> Objects:
        """Status and priority as they are."""
        return _states()[self._history.chunk.status, self._history.final[Kind.PRIORITY]]

    @cached_property
    def _created(self) -> Objects:
        titles = self._history.chunk.titles
        return objects(
            b'"title": "%b", %b' % (title.encode(), state)
            for title, state in zip(titles, self._first.tolist(), strict=True)
        )

    def _commented(self, rows: Ints) -> Objects:
        comment = self._history.new[rows]
        ids, internal = self._comment_ids[comment].tolist(), self._discussion.internal[comment].tolist()
        return objects(
            b'"comment_id": %d, "is_internal": %b' % (id_, b"true" if each else b"false")
            for id_, each in zip(ids, internal, strict=True)
        )

    def _assignees(self, rows: Ints) -> Objects:
        old, new = (self._history.old[rows] + 1).tolist(), (self._history.new[rows] + 1).tolist()
        return _pairs("assignee_id", ([each or "null" for each in column] for column in (old, new)))

    def _due_dates(self, rows: Ints) -> Objects:
        days: dict[int, str] = {NOTHING: "null"}
        clock = self._history.chunk.plan.clock
        columns = []
        for column in (self._history.old[rows].tolist(), self._history.new[rows].tolist()):
            for day in set(column) - days.keys():
                days[day] = _date(clock, day)
            columns.append([days[day] for day in column])
        return _pairs("due_date", columns)


def _date(clock: Clock, day: int) -> str:
    return f'"{(clock.start + timedelta(days=day)).date()}"'


def _pairs(field: str, columns: Iterable[list[str] | list[int | str]]) -> Objects:
    pairs = zip(*columns, strict=True)
    return objects(f'"{field}": {{"from": {old}, "to": {new}}}'.encode() for old, new in pairs)


def _table(field: str, values: list[str]) -> Objects:
    cells = [[f'"{field}": {{"from": {old}, "to": {new}}}'.encode() for new in values] for old in values]
    return np.array(cells, object)


@lru_cache(maxsize=1)
def _statuses() -> Objects:
    return _table("status", [f'"{label}"' for label in STATUS_LABELS])


@lru_cache(maxsize=1)
def _priorities() -> Objects:
    return _table("priority", [f'"{label}"' for label in PRIORITY_LABELS])


@lru_cache(maxsize=1)
def _estimates() -> Objects:
    """Estimates up to the largest; the last index, which is also -1, is null."""
    return _table("estimate", [*(str(number) for number in range(LARGEST_ESTIMATE + 1)), "null"])


@lru_cache(maxsize=1)
def _states() -> Objects:
    cells = [[f'"status": "{s}", "priority": "{p}"'.encode() for p in PRIORITY_LABELS] for s in STATUS_LABELS]
    return np.array(cells, object)
