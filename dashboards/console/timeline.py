"""The roadmap as the page shows it: each day's changes, and each change's own page.

What a change does wrong is shown on demand only: whoever tests a tool wants to look first.
"""

import threading
from functools import lru_cache
from typing import Any

from dashboards.console.effect import effect
from roadmap import log
from roadmap.apply import current_revision
from roadmap.catalogue import Revision, UnknownChange, applied_at, day_of, find, last_day, revisions
from roadmap.change import CLEAN, FLAWED
from roadmap.labels import printed
from roadmap.log import Entry
from roadmap.mistake import mistakes
from roadmap.offline import sql_of_change
from roadmap.plan import CONTROL, EVERY_MISTAKE, read_plan
from webapp.database import reading
from webapp.errors import NotFound
from webapp.metrics.requests import endpoint_name

BOOKKEEPING = "alembic_version"

_alembic = threading.Lock()


def timeline(spoilers: bool) -> dict[str, Any]:
    """Every change by day, and how far the database is."""
    here, entries = where()
    done = {revision.id for revision in applied_at(here)}
    return {
        "day": day_of(here),
        "last_day": last_day(),
        "changes": [_line(r, entries.get(r.id), r.id in done, spoilers) for r in revisions()],
    }


def one(name: str, spoilers: bool) -> dict[str, Any]:
    """A change with its story, SQL, cost and effect; NotFound for an unknown name."""
    try:
        revision = find(name)
    except UnknownChange as error:
        raise NotFound(str(error.message)) from None
    here, entries = where()
    entry = entries.get(revision.id)
    done = any(revision.id == applied.id for applied in applied_at(here))
    shown = _line(revision, entry, done, spoilers)
    shown["story"] = revision.story
    shown["exercises"] = [
        {
            "method": e.method,
            "path": endpoint_name(e.path),
            "persona": e.persona,
            "takes_over": e.takes_over,
        }
        for e in revision.change.exercises
    ]
    shown["sql"] = _sql(revision, entry, spoilers)
    shown["cost"] = None if entry is None else _cost(entry)
    shown["effect"] = None if entry is None else effect(entry.started_at, entry.applied_at)
    if spoilers:
        shown["wrong"] = _wrong(revision)
    return shown


def where() -> tuple[str | None, dict[str, Entry]]:
    """The database's revision and the log of what is applied."""
    with reading() as connection:
        here = current_revision(connection)
        return here, log.applied(connection)


def _line(revision: Revision, entry: Entry | None, done: bool, spoilers: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": revision.id,
        "day": revision.day,
        "engineer": revision.change.engineer.name,
        "title": revision.title,
        "applied": done,
        "applied_at": entry.applied_at.timestamp() if entry else None,
        "longest_wait_ms": entry.longest_wait_ms if entry else None,
        "blocked_sessions": entry.blocked_sessions if entry else None,
    }
    if spoilers:
        shown["kind"] = str(revision.change.kind)
        shown["mistake"] = revision.change.mistake
        shown["way"] = entry.way if entry else None
        shown["scripted"] = revision.change.script
    return shown


def _sql(revision: Revision, entry: Entry | None, spoilers: bool) -> dict[str, str]:
    """The SQL that ran here; with spoilers both ways."""
    found = {}
    if entry is not None:
        found["ran"] = rendered(revision.id, entry.plan)
    if spoilers:
        found[CLEAN] = rendered(revision.id, str(CONTROL))
        if FLAWED in revision.change.variants:
            found[FLAWED] = rendered(revision.id, str(EVERY_MISTAKE))
    return found


@lru_cache(maxsize=512)
def rendered(change: str, plan: str) -> str:
    """A change's SQL; Alembic renders one at a time."""
    with _alembic:
        return sql_of_change(find(change), read_plan(plan))


def _cost(entry: Entry) -> dict[str, Any]:
    return {
        "attempts": entry.attempts,
        "seconds": (entry.applied_at - entry.started_at).total_seconds(),
        "wal_bytes": entry.wal_bytes,
        "rewritten": entry.rewritten,
        "locks": {name: modes for name, modes in (entry.locks or {}).items() if BOOKKEEPING not in name},
        "longest_wait_ms": entry.longest_wait_ms,
        "blocked_sessions": entry.blocked_sessions,
        "under_load": entry.under_load,
    }


def _wrong(revision: Revision) -> dict[str, Any]:
    change = revision.change
    mistake = mistakes()[change.mistake] if change.mistake else None
    return {
        "mistake": None
        if mistake is None
        else {key: getattr(mistake, key) for key in ("slug", "title", "consequence", "remedy")},
        "expects": [{"check": e.check, "object": printed(e.ref), "until": e.until} for e in change.expects],
        "decoys": [{"check": d.check, "object": printed(d.ref), "why": d.why} for d in change.decoys],
    }
