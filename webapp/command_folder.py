"""A group of `flask` commands that are the files of a folder, each loaded when it is used.

Every `flask …` loads every group, so a group that loaded its commands would slow down all the others.
"""

import pkgutil
from importlib import import_module
from types import ModuleType

import click


class CommandFolder(click.Group):
    """A group of the modules in a package, except those whose name begins with `_`.

    Each holds a click `command` that has the module's name, with hyphens for underscores.
    """

    def __init__(self, name: str, package: ModuleType, summary: str) -> None:
        super().__init__(name, help=summary)
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The files' names."""
        names = (module.name for module in pkgutil.iter_modules(self._package.__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the file of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(
            f"{self._package.__name__}.{cmd_name.replace('-', '_')}"
        ).command
        return command
