"""`flask lab …`: a group whose commands are the files of `lab/commands`.

A command's file is loaded when the command is used, so that `flask` itself starts no slower for them.
"""

import pkgutil
from importlib import import_module

import click

from lab import commands


class CommandFolder(click.Group):
    """A group of the commands in `lab.commands`."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The files' names."""
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the file of that name."""
        if cmd_name not in self.list_commands(_ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        return command


lab = CommandFolder(
    "lab", help="Start the parts of the lab, watch over them, play experiments and score tools."
)
