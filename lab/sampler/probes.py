"""The queries that are sampled: the files of `queries/`, each a table of the same name in the samples.

`checkpoints_17.sql` takes the place of `checkpoints.sql` from PostgreSQL 17 on; `io_16.sql` begins at 16.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import TextClause

from lab.inspect.sql import marked

QUERIES = Path(__file__).with_name("queries")
NAME = re.compile(r"([a-z]+)(?:_(\d+))?")
FAST_S = 1.0
EVERY_S = {"waiting": FAST_S, "connections": FAST_S}
SAMPLER_MARK = "/* taskpilot-lab sampler */"
NEEDS = {"statements": "pg_stat_statements"}


@dataclass(frozen=True, slots=True)
class Probe:
    """A query and how often it runs; `table` is where its rows go."""

    table: str
    query: TextClause
    every_s: float


def probes(major: int, every_s: float, extensions: frozenset[str]) -> list[Probe]:
    """The probes for a server; waits and connections are looked at every second, the rest every `every_s`."""
    newest: dict[str, tuple[int, Path]] = {}
    for file in sorted(QUERIES.glob("*.sql")):
        match = NAME.fullmatch(file.stem)
        if match is None:
            raise ValueError(f"{file.name} must be named after its table, with a major version at most")
        table, since = match[1], int(match[2] or 0)
        if since <= major and since >= newest.get(table, (0, file))[0]:
            newest[table] = since, file
    return [
        Probe(table, marked(file.read_text(), SAMPLER_MARK), min(every_s, EVERY_S.get(table, every_s)))
        for table, (_, file) in newest.items()
        if NEEDS.get(table) in (None, *extensions)
    ]
