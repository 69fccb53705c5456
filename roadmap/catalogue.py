"""The changes that there are, read from Alembic's own script directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from alembic.config import Config
from alembic.script import ScriptDirectory

from roadmap.change import Change
from webapp.refusal import Refusal

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
BASELINE = "baseline"

_versions: ContextVar[Path] = ContextVar("versions", default=MIGRATIONS / "versions")


class UnknownChange(Refusal):
    """A name that no change has."""


class UnknownDay(Refusal):
    """A day that the roadmap does not have."""


@dataclass(frozen=True)
class Revision:
    """One file of the roadmap: its name, its labels, its place."""

    id: str
    change: Change
    module: ModuleType
    down: str

    @property
    def day(self) -> int:
        """The working day, from 1."""
        return self.change.day

    @property
    def story(self) -> str:
        """The docstring: the engineer's pull request."""
        return (self.module.__doc__ or "").strip()

    @property
    def title(self) -> str:
        """The docstring's first line, without its full stop."""
        return self.story.partition("\n")[0].rstrip(".")


def alembic_config() -> Config:
    """Alembic's configuration for the roadmap, independent of the working folder."""
    config = Config(str(MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(_versions.get()))
    return config


def scripts() -> ScriptDirectory:
    """The folder of revisions."""
    return _scripts(_versions.get())


def revisions() -> tuple[Revision, ...]:
    """All changes in the order in which they are applied, the baseline not among them."""
    return _revisions(_versions.get())


@lru_cache(maxsize=4)
def _scripts(versions: Path) -> ScriptDirectory:
    with versions_in(versions):
        return ScriptDirectory.from_config(alembic_config())


@lru_cache(maxsize=4)
def _revisions(versions: Path) -> tuple[Revision, ...]:
    found = []
    for script in reversed(list(_scripts(versions).walk_revisions())):
        if script.revision != BASELINE:
            change = script.module.change
            found.append(Revision(script.revision, change, script.module, str(script.down_revision)))
    return tuple(found)


@contextmanager
def versions_in(folder: Path) -> Iterator[None]:
    """Read the revisions of another folder for the length of a block."""
    token = _versions.set(folder)
    try:
        yield
    finally:
        _versions.reset(token)


def last_day() -> int:
    """The last day that has a change; 0 where there is none."""
    return max((revision.day for revision in revisions()), default=0)


def require_day(day: int) -> int:
    """The day itself; UnknownDay where the roadmap does not reach it."""
    if not 0 <= day <= last_day():
        raise UnknownDay(
            f"day {day} is not one of the roadmap's days (0 to {last_day()}); 'flask roadmap list' shows them"
        )
    return day


def find(name: str) -> Revision:
    """The change that is called so, or whose name begins so; UnknownChange where it is none or several."""
    matches = [revision for revision in revisions() if revision.id.startswith(name)]
    exact = [revision for revision in matches if name in (revision.id, revision.id.partition("_")[0])]
    if len(exact or matches) == 1:
        return (exact or matches)[0]
    reason = "several changes begin with" if matches else "no change is called"
    raise UnknownChange(f"{reason} '{name}'; 'flask roadmap list' shows their names")


def applied_at(revision: str | None) -> tuple[Revision, ...]:
    """The changes that a database at `revision` has, in order."""
    if revision in (None, BASELINE):
        return ()
    names = [known.id for known in revisions()]
    return revisions()[: names.index(str(revision)) + 1]


def day_of(revision: str | None) -> int:
    """The day of a revision's change; 0 for the baseline and for a database without one."""
    reached = applied_at(revision)
    return reached[-1].day if reached else 0
