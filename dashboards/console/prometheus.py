"""`GET /lab/metrics`: the lab for Prometheus: samples, roadmap, findings expected, proved and reported.

Names are few whatever the database holds: the largest tables, the dearest statements, the roadmap's changes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboards.console.database import blocked_sessions
from dashboards.console.findings import kept, truth_of
from dashboards.console.origins import origins
from dashboards.console.samples import Samples, opened
from dashboards.console.timeline import where
from lab.score.truth import State
from roadmap.catalogue import applied_at, day_of, last_day, revisions
from roadmap.log import Entry

MOST_TABLES = 40
MOST_STATEMENTS = 30


class LabCollector(Collector):
    """What the lab knows, read when somebody asks."""

    def collect(self) -> Iterable[Metric]:
        """Samples first, then the roadmap and its findings."""
        with opened() as samples:
            if samples is not None:
                yield from _sampled(samples)
        here, entries = where()
        yield GaugeMetricFamily("taskpilot_lab_day", "The roadmap's day.", value=day_of(here))
        yield GaugeMetricFamily("taskpilot_lab_days", "Days that the roadmap has.", value=last_day())
        yield from _changes({revision.id for revision in applied_at(here)}, entries)
        yield from _findings(here, entries)


def _sampled(samples: Samples) -> Iterator[Metric]:
    at = samples.last_at("database")
    if at is None:
        return
    yield _one("taskpilot_lab_sampled_timestamp_seconds", "When the lab sampled last.", at)
    database = samples.at("database", at)[0]
    for name, words, value in (
        ("commits", "Transactions committed.", database["commits"]),
        ("rollbacks", "Transactions rolled back.", database["rollbacks"]),
        ("deadlocks", "Deadlocks.", database["deadlocks"]),
        ("temp_bytes", "Bytes of temporary files.", database["temp_bytes"]),
    ):
        yield CounterMetricFamily(f"taskpilot_lab_{name}", words, value=value)
    wal = samples.at("wal", samples.last_at("wal"))
    if wal:
        yield CounterMetricFamily("taskpilot_lab_wal_bytes", "WAL written.", value=wal[0]["position"])
    yield _sessions(samples)
    yield _one("taskpilot_lab_sessions_blocked", "Sessions that wait for a lock.", blocked_sessions(samples))
    yield from _tables(samples)
    yield from _statements(samples)


def _sessions(samples: Samples) -> Metric:
    states: Counter[str] = Counter()
    for row in samples.at("connections", samples.last_at("connections")):
        states[row["state"]] += row["sessions"]
    return _family("taskpilot_lab_sessions", "Sessions by state.", "state", states)


def _tables(samples: Samples) -> Iterator[Metric]:
    rows = samples.at("tables", samples.last_at("tables"))
    largest = sorted(rows, key=lambda row: row["heap_bytes"] + row["toast_bytes"], reverse=True)[:MOST_TABLES]
    size = GaugeMetricFamily(
        "taskpilot_lab_table_bytes", "Size of a table by part.", labels=("table", "part")
    )
    for row in largest:
        for part in ("heap", "toast", "index"):
            size.add_metric((row["name"], part), row[f"{part}_bytes"])
    yield size
    for name, column, words in (
        ("live_rows", "live", "Live rows, as the statistics have them."),
        ("dead_rows", "dead", "Dead rows, as the statistics have them."),
        ("vacuums", "autovacuum_count", "Runs of autovacuum."),
        ("sequential_rows_read", "seq_tup_read", "Rows read by sequential scans."),
    ):
        yield _family(f"taskpilot_lab_table_{name}", words, "table", {r["name"]: r[column] for r in largest})
    names = {row["name"] for row in largest}
    empty = {
        r["name"]: r["empty"] for r in samples.at("bloat", samples.last_at("bloat")) if r["name"] in names
    }
    yield _family("taskpilot_lab_table_empty_ratio", "Share of a table that is dead or free.", "table", empty)


def _statements(samples: Samples) -> Iterator[Metric]:
    rows = samples.rows(
        "statements",
        "select queryid, max(at), calls, exec_ms from statements group by queryid"
        f" order by exec_ms desc limit {MOST_STATEMENTS}",
    )
    runs = origins(samples)
    labels = ("queryid", "endpoint")
    calls = CounterMetricFamily("taskpilot_lab_statement_calls", "Runs of a statement.", labels=labels)
    spent = CounterMetricFamily("taskpilot_lab_statement_seconds", "Time of a statement.", labels=labels)
    for row in rows:
        endpoint = ", ".join(runs.get(row["queryid"], ())[:2]) or "unknown"
        calls.add_metric((row["queryid"], endpoint), row["calls"])
        spent.add_metric((row["queryid"], endpoint), row["exec_ms"] / 1000)
    yield calls
    yield spent


def _changes(done: set[str], entries: Mapping[str, Entry]) -> Iterator[Metric]:
    engineers = Counter({revision.change.engineer.name: 0 for revision in revisions()})
    engineers.update(revision.change.engineer.name for revision in revisions() if revision.id in done)
    yield _family("taskpilot_lab_changes_applied", "Changes applied.", "engineer", engineers)
    ran = {change: entry for change, entry in entries.items() if change in done}
    for name, words, figures in (
        (
            "applied_timestamp_seconds",
            "When a change was applied.",
            {change: entry.applied_at.timestamp() for change, entry in ran.items()},
        ),
        (
            "longest_wait_seconds",
            "The longest that a session waited for a change's locks.",
            {c: e.longest_wait_ms / 1000 for c, e in ran.items() if e.longest_wait_ms is not None},
        ),
        (
            "blocked_sessions",
            "Sessions that waited for a change's locks.",
            {c: e.blocked_sessions for c, e in ran.items() if e.blocked_sessions is not None},
        ),
        (
            "wal_bytes",
            "WAL that a change wrote.",
            {c: e.wal_bytes for c, e in ran.items() if e.wal_bytes is not None},
        ),
    ):
        yield _family(f"taskpilot_lab_change_{name}", words, "change", figures)


def _findings(here: str | None, entries: Mapping[str, Entry]) -> Iterator[Metric]:
    truth, _ = truth_of(here, entries)
    day = day_of(here)
    due = Counter(label.check for label in truth.labels if truth.state(label, day) is State.PRESENT)
    proved = Counter(label.check for label in truth.labels if label.present)
    yield _family("taskpilot_lab_findings_expected", "Findings that the day should show.", "check", due)
    yield _family("taskpilot_lab_findings_proved", "Findings proved on this day.", "check", proved)
    look = kept("inspect")
    said = Counter(str(one["check"]) for one in look[0].get("findings", [])) if look else Counter()
    yield _family("taskpilot_lab_findings_reported", "Findings of the last look.", "check", said)


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _family(name: str, words: str, label: str, figures: Mapping[str, Any]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=(label,))
    for key, value in sorted(figures.items()):
        family.add_metric((key,), value)
    return family
