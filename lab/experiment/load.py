"""The load, seen through Locust's page: its figures so far, a clean sheet each day, and the day's files."""

import http.client
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lab.experiment.folder import write_json
from lab.experiment.refused import RunBroken

TIMEOUT_S = 30.0
REGULAR_USERS = 50  # the flexible persona's part of the default mix
FILES = {
    "locust_stats.csv": "/stats/requests/csv",
    "locust_failures.csv": "/stats/failures/csv",
    "locust_exceptions.csv": "/exceptions/csv",
    "locust_personas.csv": "/personas/csv",
    "locust.html": "/stats/report",
}


class LoadUnreachable(RunBroken):
    """Locust's page does not answer."""


class Load:
    """A Locust with a page at `url`."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def users(self) -> int:
        """How many users are up."""
        return int(json.loads(self._ask("GET", "/personas/state"))["users"])

    def dial(self, total: int, think_time: float) -> None:
        """Spread the users over the personas in the proportions of the default mix, at least one each.

        By Locust's own rule the fixed personas come first: of 20 users, 18 would be machines and managers.
        `think_time` multiplies everybody's pauses; streams of a fixed rate have none.
        """
        personas = json.loads(self._ask("GET", "/personas/state"))["personas"]
        weights = {one["name"]: one["fixed"] or REGULAR_USERS for one in personas}
        factors = dict.fromkeys(weights, think_time)
        self._ask("POST", "/personas/dial", {"users": shared(total, weights), "think_time": factors})

    def reset(self) -> None:
        """Begin new statistics; the users go on."""
        self._ask("POST", "/stats/reset")

    def summary(self) -> dict[str, Any]:
        """The figures since the last reset; rows without requests are left out."""
        found: dict[str, Any] = json.loads(self._ask("GET", "/personas/summary"))
        for name in ("endpoints", "personas", "persona_endpoints"):
            found[name] = [row for row in found[name] if row["requests"]]
        for name in ("gates", "passed", "findings"):
            found.pop(name, None)
        return found

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the day's files, Locust's own and ours; returns the summary."""
        folder.mkdir(parents=True, exist_ok=True)
        summary = self.summary()
        for name, path in FILES.items():
            (folder / name).write_bytes(self._ask("GET", path))
        write_json(folder / "load.json", summary)
        return summary

    def _ask(self, method: str, path: str, body: object = None) -> bytes:
        connection = http.client.HTTPConnection(
            self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_S
        )
        try:
            sent = None if method == "GET" else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"} if sent else {})
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise LoadUnreachable(f"Locust's page does not answer: {error}") from None
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise LoadUnreachable(f"Locust's page answers {answer.status} to {method} {path}")
        return said


def shared(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A total in proportion to weights: whole users, at least one each while there are enough."""
    names = sorted(weights, key=lambda name: -weights[name])[:total]
    whole = sum(weights[name] for name in names)
    counts = dict.fromkeys(weights, 0) | {name: max(1, total * weights[name] // whole) for name in names}
    if names:
        counts[names[0]] += total - sum(counts.values())
    return counts
