"""`flask lab …`: each command is a file in lab/commands/."""

from lab import commands
from webapp.command_folder import CommandFolder

lab = CommandFolder(
    "lab", commands, "Start the parts of the lab, watch over them, play experiments and score tools."
)
