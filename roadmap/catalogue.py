"""The changes that there are, read from Alembic's own script directory."""

from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
BASELINE = "baseline"


def alembic_config() -> Config:
    """Alembic's configuration for the roadmap, independent of the working folder."""
    config = Config(str(MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@lru_cache(maxsize=1)
def scripts() -> ScriptDirectory:
    """The folder of revisions."""
    return ScriptDirectory.from_config(alembic_config())


def revisions_by_day() -> dict[int, str]:
    """For each day that has changes, its last revision; day 0 is the baseline."""
    last: dict[int, str] = {}
    for script in reversed(list(scripts().walk_revisions())):
        last[day_of(script.revision)] = script.revision
    return last


def day_of(revision: str) -> int:
    """The day of a revision: 7 for `d07b_…`, 0 for the baseline."""
    return 0 if revision == BASELINE else int(revision[1:3])
