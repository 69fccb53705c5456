"""What the changes of a day did, from the roadmap's own log: nothing is lost where a kill came between."""

from typing import Any

from sqlalchemy import Engine

from roadmap import log
from roadmap.catalogue import revisions


def changes_of(engine: Engine, day: int) -> list[dict[str, Any]]:
    """The applied changes of a day, with what each cost."""
    with engine.connect() as connection:
        entries = log.applied(connection)
    return [
        {
            "change": revision.id,
            "day": revision.day,
            "title": revision.title,
            "engineer": revision.change.engineer.name,
            "kind": str(revision.change.kind),
            "mistake": revision.change.mistake,
            "variant": entry.way,
            "started_at": entry.started_at.isoformat(),
            "applied_at": entry.applied_at.isoformat(),
            "seconds": round((entry.applied_at - entry.started_at).total_seconds(), 2),
            "attempts": entry.attempts,
            "under_load": entry.under_load,
            "wal_bytes": entry.wal_bytes,
            "rewritten": entry.rewritten or [],
            "blocked_sessions": entry.blocked_sessions or 0,
            "longest_wait_ms": entry.longest_wait_ms or 0.0,
        }
        for revision in revisions()
        if revision.day == day and (entry := entries.get(revision.id)) is not None
    ]
