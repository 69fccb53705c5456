"""What happened, one JSON object a line: `at` (UTC), `event`, and what belongs to it.

A day that a kill cut off begins again; its last beginning counts.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Timeline:
    """The file; a line is on disk when `add` returns."""

    path: Path

    def add(self, event: str, **details: Any) -> Event:
        """Append an event that happens now."""
        line: Event = {"at": datetime.now(UTC).isoformat(), "event": event, **details}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return line

    def events(self) -> Iterator[Event]:
        """The events in order; half a line, as a kill leaves it, is passed over."""
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict) and "at" in found:
                yield found

    def mend(self) -> None:
        """End a last line that a kill cut off, so that the next one begins on its own."""
        if self.path.exists() and self.path.stat().st_size and not self.path.read_bytes().endswith(b"\n"):
            with self.path.open("a") as file:
                file.write("\n")
