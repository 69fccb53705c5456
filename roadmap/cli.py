"""`flask roadmap …`: each command is a file in roadmap/commands/."""

import importlib
import pkgutil

import click

from roadmap import commands


@click.group()
def roadmap() -> None:
    """Change the database as the engineers' roadmap says."""


for _info in pkgutil.iter_modules(commands.__path__):
    if not _info.name.startswith("_"):
        roadmap.add_command(importlib.import_module(f"{commands.__name__}.{_info.name}").command)
