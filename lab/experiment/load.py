"""The load, seen through Locust's page: its figures so far, a clean sheet each day, and the day's files."""

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lab.experiment.folder import write_json
from lab.experiment.refused import RunBroken

TIMEOUT_S = 30.0
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

    def _ask(self, method: str, path: str) -> bytes:
        connection = http.client.HTTPConnection(
            self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_S
        )
        try:
            connection.request(method, path, headers={"Content-Length": "0"} if method == "POST" else {})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise LoadUnreachable(f"Locust's page does not answer: {error}") from None
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise LoadUnreachable(f"Locust's page answers {answer.status} to {method} {path}")
        return body
