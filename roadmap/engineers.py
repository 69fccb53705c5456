"""The three engineers whose changes the roadmap plays.

A rate is the share of an engineer's changes that would go wrong if chance decided; it governs drawn plans
only, the scripted roadmap is curated.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Engineer:
    """Somebody who changes the schema."""

    name: str
    role: str
    error_rate: float
    habits: tuple[str, ...]


ALEX = Engineer(
    "Alex",
    "senior backend engineer",
    0.10,
    (
        "Builds indexes concurrently and validates constraints in a second step.",
        "Writes one change per deployment and knows the lock each statement takes.",
        "Now and then leaves out an index, or trusts that the table will stay small.",
    ),
)
SAM = Engineer(
    "Sam",
    "mid-level full-stack engineer",
    0.25,
    (
        "Thinks from the page backwards: schema, query and endpoint arrive together.",
        "Adds an index for each query, without looking at those that are there.",
        "Backfills in the migration, because the deployment has to be one step.",
    ),
)
JORDAN = Engineer(
    "Jordan",
    "junior backend engineer",
    0.40,
    (
        "Tries a migration on an empty database and finds it fast.",
        "Copies the first answer that works, with its functions around columns and its integer keys.",
        "Repairs quickly and in the open once told.",
    ),
)

ENGINEERS = (ALEX, SAM, JORDAN)
MEAN_ERROR_RATE = sum(engineer.error_rate for engineer in ENGINEERS) / len(ENGINEERS)
