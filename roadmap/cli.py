"""`flask roadmap …`: each command is a file in roadmap/commands/."""

from roadmap import commands
from webapp.command_folder import CommandFolder

roadmap = CommandFolder("roadmap", commands, "Change the database as the engineers' roadmap says.")
