"""The top of a report: what was played, on what, how it went, and what watching it cost."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from lab.report.markup import joined, table, tag
from lab.report.run_data import Json, RunData
from lab.report.scale import bytes_words, ms_words


def head(run: RunData) -> Markup:
    """Title, facts, notes."""
    words = run.manifest
    played = f"day {run.first}" if run.first == run.last else f"days {run.first} to {run.last}"
    facts = [part for name, value in facts_of(run) for part in (tag("dt", name), tag("dd", value))]
    notes = [tag("li", note) for note in notes_of(run)]
    return joined(
        [
            tag("h1", f"Run {words.get('name', '')}"),
            tag("p", f"{WAYS.get(str(words.get('variant')), 'The roadmap')}, {played}.", class_="lead"),
            tag("dl", *facts, class_="facts"),
            tag("ul", *notes, class_="notes") if notes else "",
        ]
    )


WAYS = {
    "scripted": "The curated roadmap",
    "control": "The roadmap without its mistakes",
    "drawn": "The roadmap with mistakes drawn by chance",
}


def facts_of(run: RunData) -> Iterator[tuple[str, Any]]:
    """Names and values."""
    options, versions = run.manifest.get("options", {}), run.manifest.get("versions", {})
    asked = f"{options.get('first')} to {options.get('last')}"
    yield "Days", f"{len(run.days)} done of {asked}, {options.get('minutes_per_day', 0):g} min of load each"
    yield (
        "Load",
        f"{options.get('users')} users, scale {options.get('scale', 0):g}, seed {run.manifest.get('seed')}",
    )
    if options.get("error_rate") is not None:
        yield "Error rate", f"{options['error_rate']:g}"
    yield (
        "Changes",
        f"{len(run.changes)}, of them {sum(c['variant'] == 'flawed' for c in run.changes)} flawed",
    )
    totals = [day.load.get("total", {}) for day in run.days]
    requests = sum(total.get("requests", 0) for total in totals)
    failures = sum(total.get("failures", 0) for total in totals)
    yield "Requests", f"{requests:,}, {failures:,} failed"
    yield (
        "Database",
        f"{run.manifest.get('database')} on PostgreSQL {versions.get('postgresql', '?')}{_size(run)}",
    )
    yield "Sampler", cost_words(run)
    yield "Time", f"{sum(day.ended - day.began for day in run.days) / 60:.1f} min for the days"
    machine = run.manifest.get("machine", {})
    yield (
        "Machine",
        f"{machine.get('cpus')} CPUs, {machine.get('memory_mb', 0) / 1024:.1f} GiB, "
        f"Python {versions.get('python')}",
    )


def cost_words(run: RunData) -> str:
    """What the sampler cost the server over all days."""
    costs = [day.one("day finished").get("sampler") or {} for day in run.days]
    server, wall, active = (
        sum(cost.get(name, 0.0) for cost in costs) for name in ("server_ms", "wall_ms", "active_ms")
    )
    if not wall:
        return "not measured"
    busy = f", {server / active:.1%} of what all sessions were busy for" if active else ""
    return f"{ms_words(server)} on the server, {server / wall:.2%} of the time{busy}"


def notes_of(run: RunData) -> Iterator[str]:
    """What a reader must know: days cut short, changes given up, labels denied, tools that failed."""
    missing = run.manifest.get("options", {}).get("last", run.last) - run.last
    if missing > 0:
        yield f"The run is not complete: {missing} days are still to be played ('flask lab run --resume')."
    for day in run.days:
        if day.one("day finished").get("cut_short"):
            yield f"Day {day.number} was ended early."
        for event in day.events:
            if event["event"] == "change failed":
                yield f"Day {day.number}: {event['reason']}"
            if event["event"] == "tool" and (event["exit_code"] or event["ended_by"]):
                yield f"Day {day.number}: the tool hook {event['name']} {_ending(event)}."
        for sentence in day.one("verified").get("contradictions", []):
            yield f"Day {day.number}: {sentence}."


def changes_table(run: RunData) -> Markup:
    """Every change with what it cost."""
    rows = [
        (
            change["day"], change["change"], change["engineer"], change["title"], change["variant"],
            f"{change['seconds']:.1f} s", bytes_words(change["wal_bytes"] or 0), _waited(change),
        )
        for change in run.changes
    ]  # fmt: skip
    heads = ("day", "change", "engineer", "what it does", "way", "took", "WAL", "others waited")
    return tag("section", tag("h2", "The changes", id="changes"), table(heads, rows, {0, 5, 6}, prose=3))


def _waited(change: Json) -> str:
    if not change["blocked_sessions"]:
        return "-"
    return f"{change['blocked_sessions']} up to {ms_words(change['longest_wait_ms'])}"


def _ending(event: Json) -> str:
    return (
        f"was ended by a {event['ended_by']}"
        if event["ended_by"]
        else f"ended with code {event['exit_code']}"
    )


def _size(run: RunData) -> str:
    query = "select sum(heap_bytes + toast_bytes + index_bytes) from tables group by at order by at"
    sizes = [size for (size,) in run.sampled(query) if size]
    return f", {bytes_words(sizes[0])} to {bytes_words(sizes[-1])}" if sizes else ""
