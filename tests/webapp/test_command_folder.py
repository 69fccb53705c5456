"""Groups of commands that are folders."""

import subprocess
import sys

import click
import pytest

from lab.cli import lab as lab_group
from roadmap.cli import roadmap as roadmap_group
from webapp.command_folder import CommandFolder

HEAVY = ("sqlalchemy", "alembic", "numpy", "psycopg2", "redis", "rq")


@pytest.mark.parametrize("group", [lab_group, roadmap_group], ids=["lab", "roadmap"])
def test_each_file_is_a_command_of_its_name(group: CommandFolder) -> None:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name


def test_a_file_that_begins_with_an_underscore_is_no_command() -> None:
    assert roadmap_group.get_command(click.Context(roadmap_group), "_shared") is None
    assert "_shared" not in roadmap_group.list_commands(click.Context(roadmap_group))


@pytest.mark.parametrize("module", ["lab.cli", "roadmap.cli", "seeding.cli", "webapp.jobs.cli"])
def test_a_group_loads_nothing_heavy(module: str) -> None:
    """Every `flask` command loads every group."""
    program = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert loaded.stdout.split() == []
