"""What is asked for (scale, seed, date), and how many rows of each kind that makes."""

import math
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from webapp.refusal import Refusal

SMALLEST, LARGEST = 5e-5, 110.0
FEWEST_USERS = 20
GENERATION = 1


class SpecError(Refusal):
    """A scale, a size or a date that cannot be seeded."""


@dataclass(frozen=True)
class Spec:
    """All that the rows depend on: the same spec gives the same bytes on every machine."""

    scale: float = 1.0
    seed: int = 42
    until: date = date(2026, 1, 1)
    generation: int = GENERATION

    def __post_init__(self) -> None:
        if not SMALLEST <= self.scale <= LARGEST:
            raise SpecError(f"scale {self.scale:g} is not between {SMALLEST:g} and {LARGEST:g}")
        if not 0 <= self.seed < 2**63:
            raise SpecError(f"seed {self.seed} is not between 0 and 2^63 - 1")

    def as_json(self) -> dict[str, Any]:
        """For the ledger and for workers elsewhere."""
        return asdict(self) | {"until": self.until.isoformat()}

    @classmethod
    def from_json(cls, words: dict[str, Any]) -> "Spec":
        """The spec that `as_json` wrote; SpecError where another version of the generator made it."""
        if words["generation"] != GENERATION:
            raise SpecError(
                f"this database was seeded by generation {words['generation']}, this is {GENERATION}: "
                "start afresh with 'flask seed --reset'"
            )
        return cls(words["scale"], words["seed"], date.fromisoformat(words["until"]))


def today() -> date:
    """Today in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Sizes:
    """Rows by kind. Issues and what hangs on them grow with the scale; below 1, tenants by its root."""

    organizations: int
    users: int
    teams: int
    projects: int
    issues: int
    comments: int
    activity: int
    attachments: int
    notifications: int
    issue_labels: int
    issue_links: int
    deliveries: int
    labels_per_project: int = 5
    tokens_per_organization: int = 5
    webhooks_per_organization: int = 2


def sizes(scale: float) -> Sizes:
    """The row counts of a scale; scale 1 is the specification's 10 GiB."""
    tenants = math.sqrt(scale) if scale < 1 else scale
    organizations = max(1, round(100 * tenants))
    issues = max(1, round(500_000 * scale))
    return Sizes(
        organizations=organizations,
        users=max(FEWEST_USERS * organizations, round(5_000 * tenants)),
        teams=max(organizations, round(500 * tenants)),
        projects=max(organizations, round(1_000 * tenants)),
        issues=issues,
        comments=issues * 4,
        activity=issues * 6,
        attachments=issues // 10,
        notifications=issues,
        issue_labels=issues * 6 // 5,
        issue_links=issues // 20,
        deliveries=issues // 5,
    )
