"""What sampling costs, and how rarely a probe must run to stay within its share."""

from dataclasses import dataclass

SHARE = 0.01


@dataclass
class Cost:
    """What sampling cost.

    `own_ms` is the time that its statements took with the way there and back, `server_ms` what PostgreSQL
    spent on executing them (as pg_stat_statements says), `active_ms` what it spent on everybody's; `skipped`
    counts probes that met a lock or took too long, `lost` failed attempts to reach the server.
    """

    own_ms: float = 0.0
    server_ms: float = 0.0
    wall_ms: float = 0.0
    active_ms: float = 0.0
    skipped: int = 0
    lost: int = 0

    @property
    def share_of_time(self) -> float:
        """The share of the time for which one session of the server worked for the sampler."""
        return self.server_ms / self.wall_ms if self.wall_ms else 0.0

    @property
    def share_of_work(self) -> float | None:
        """The share of all sessions' busy time in this database; None where nothing ran."""
        return self.server_ms / self.active_ms if self.active_ms else None


def rest_s(spent_ms: float, probes: int, share: float) -> float:
    """Seconds that a probe must rest after it took `spent_ms`, if `probes` split `share` evenly."""
    return spent_ms / 1000 * probes / share
