"""One connection's probes, each asked when it is due and kept with what it cost.

Its statements are marked and its session is named, so that the lab's reports leave both out. It never waits
for a lock (DDL goes first) and holds no snapshot between its statements.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lab.inspect.database import Database
from lab.inspect.sql import marked
from lab.sampler.bloat import bloat_rows
from lab.sampler.blocking import trees
from lab.sampler.cost import Cost, rest_s
from lab.sampler.probes import SAMPLER_MARK, Probe, probes
from lab.sampler.store import Store
from webapp.refusal import first_line

BLOAT_EVERY_S = 60.0
LAST_TIMES = 3
LOCK_TIMEOUT_MS = 100
STATEMENT_TIMEOUT_MS = 2_000
LABS = "/* taskpilot-lab"
MAJOR = marked("select current_setting('server_version_num')::int / 10000", SAMPLER_MARK)
TEXTS = marked(
    "select queryid::text as queryid, min(query) as words from pg_stat_statements group by 1", SAMPLER_MARK
)
HEADS = marked(
    """
    select pid, application_name::text as application, left(query, 200) as query
      from pg_stat_activity where pid = any (cast(:pids as int[]))
""",
    SAMPLER_MARK,
)

Rows = Iterable[dict[str, Any]]


class Session:
    """The probes of one connection."""

    def __init__(
        self, connection: Connection, store: Store, every_s: float, share: float, cost: Cost
    ) -> None:
        self.store, self.share, self.cost = store, share, cost
        self.database = Database(connection)
        connection.exec_driver_sql(f"set lock_timeout = {LOCK_TIMEOUT_MS}")
        connection.exec_driver_sql(f"set statement_timeout = {STATEMENT_TIMEOUT_MS}")
        major = int(self.database.rows(MAJOR)[0][0])
        self.probes = probes(major, every_s, frozenset(self.database.extensions))
        self.due = dict.fromkeys([*(probe.table for probe in self.probes), "bloat"], 0.0)
        self.calls: dict[str, int] = {}
        self.texts: set[str] = set()
        self.labs: set[str] = set()
        self.own: set[str] = set()
        self.bloat_ms = 0.0
        self.before: dict[str, float] = {}
        self.spent_ms: dict[str, deque[float]] = {}

    def round(self) -> None:
        """Ask every probe that is due."""
        now = time.monotonic()
        for probe in self.probes:
            if now >= self.due[probe.table]:
                self._keep(probe.table, probe.every_s, partial(self._ask, probe))
        if now >= self.due["bloat"]:
            self._keep("bloat", BLOAT_EVERY_S, partial(bloat_rows, self.database))
        self.store.commit()

    def forget_rests(self) -> None:
        """Have every probe due now."""
        self.due = dict.fromkeys(self.due, 0.0)

    def rest(self) -> float:
        """Seconds until the next probe is due."""
        return max(0.0, min(self.due.values()) - time.monotonic())

    def _keep(self, table: str, every_s: float, ask: Callable[[], Rows]) -> None:
        """Keep a probe's rows and cost; one that meets a lock or takes too long is a gap."""
        at, began = time.time(), time.perf_counter()
        try:
            rows = list(ask())
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) is None:
                raise
            self.cost.skipped += 1
            self.store.add("gaps", at, [{"probe": table, "reason": first_line(error.orig)}])
            rows = []
        spent_ms = (time.perf_counter() - began) * 1000
        self.cost.own_ms += spent_ms
        if table == "bloat":
            self.bloat_ms += (
                spent_ms  # the inspector's statements; the sampler's share of them is not counted
            )
        self.due[table] = time.monotonic() + max(every_s, self._rest_of(table, spent_ms))
        self.store.add(table, at, rows)
        self.store.add("costs", at, [{"probe": table, "ms": spent_ms, "rows": len(rows)}])

    def _rest_of(self, table: str, spent_ms: float) -> float:
        """How long a probe rests, by the least of its last times; the first, on cold caches, is free."""
        last = self.spent_ms.setdefault(table, deque(maxlen=LAST_TIMES))
        last.append(spent_ms)
        return rest_s(min(last), len(self.due), self.share) if len(last) > 1 else 0.0

    def _ask(self, probe: Probe) -> Rows:
        rows = [dict(row._mapping) for row in self.database.rows(probe.query)]
        if probe.table == "waiting":
            return self._with_heads(list(trees(rows)))
        if probe.table == "database":
            self.cost.active_ms = self._since_the_start("active", rows[0]["active_ms"])
        return self._changed(rows) if probe.table == "statements" else rows

    def _with_heads(self, rows: list[dict[str, Any]]) -> Rows:
        """Waiting sessions with what the head of their queue is doing."""
        if rows:
            pids = sorted({row["head"] for row in rows})
            heads = {row.pid: row for row in self.database.rows(HEADS, pids=pids)}
            for row in rows:
                head = heads.get(row["head"])
                row["head_application"] = head.application if head else None
                row["head_query"] = head.query if head else None
        return rows

    def _changed(self, rows: list[dict[str, Any]]) -> Rows:
        """The statements that ran since the last round, in cumulative figures; the lab's own are left out."""
        if {row["queryid"] for row in rows} - self.texts:
            self._learn_texts()
        own = sum(float(row["exec_ms"]) for row in rows if row["queryid"] in self.own)
        self.cost.server_ms = self._since_the_start("own", own) + self.bloat_ms
        changed = [row for row in rows if self.calls.get(row["queryid"]) != row["calls"]]
        self.calls = {row["queryid"]: row["calls"] for row in rows}
        return [row for row in changed if row["queryid"] not in self.labs]

    def _learn_texts(self) -> None:
        stored = self.store.known("texts", "queryid")
        self.texts, self.labs, self.own = set(), set(), set()  # of those that the server still has
        for row in self.database.rows(TEXTS):
            self.texts.add(row.queryid)
            words = row.words or ""
            if SAMPLER_MARK in words:
                self.own.add(row.queryid)
            if LABS in words:
                self.labs.add(row.queryid)
            elif row.queryid not in stored:
                self.store.add("texts", time.time(), [dict(row._mapping)])

    def _since_the_start(self, figure: str, value: float) -> float:
        """How much a cumulative figure has grown since this session first saw it."""
        return max(0.0, value - self.before.setdefault(figure, value))
