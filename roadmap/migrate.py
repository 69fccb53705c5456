"""Runs Alembic over a folder of revisions that is read once.

Alembic's own commands read and execute every file of the folder each time, which for a roadmap of a hundred
files costs more than most of its changes.
"""

from typing import Any, TextIO

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep

from roadmap.catalogue import alembic_config, scripts

Here = Any


def upgrade(to: str, **attributes: Any) -> None:
    """Bring the database of `attributes["connection"]` forward to a revision, as env.py does it."""
    _run(lambda here: _steps_up(here, to), to, attributes)


def downgrade(to: str, **attributes: Any) -> None:
    """Take back what came after a revision."""
    _run(lambda here: _steps_down(here, to), to, attributes)


def print_upgrade(since: str, to: str, output: TextIO, **attributes: Any) -> None:
    """Write the SQL between two revisions, without a database."""
    _run(lambda here: _steps_up(here, to), to, attributes, since, output)


def _run(
    steps: Any, to: str, attributes: dict[str, Any], since: str | None = None, output: TextIO | None = None
) -> None:
    config = alembic_config()
    config.attributes.update(attributes)
    if output is not None:
        config.output_buffer = output

    def wanted(here: Here, _context: MigrationContext) -> list[RevisionStep]:
        found: list[RevisionStep] = steps(here)
        return found

    options: dict[str, Any] = {"fn": wanted, "as_sql": output is not None, "starting_rev": since}
    with EnvironmentContext(config, scripts(), destination_rev=to, **options):
        scripts().run_env()


def _steps_up(here: Here, to: str) -> list[RevisionStep]:
    found = list(scripts().iterate_revisions(to, here, implicit_base=True))
    return [MigrationStep.upgrade_from_script(scripts().revision_map, script) for script in reversed(found)]


def _steps_down(here: Here, to: str) -> list[RevisionStep]:
    found = scripts().iterate_revisions(here, to, select_for_downgrade=True)
    return [MigrationStep.downgrade_from_script(scripts().revision_map, script) for script in found]
