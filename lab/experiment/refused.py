"""Why a run does not start, or cannot go on."""

from webapp.refusal import Refusal


class RunRefused(Refusal):
    """A run that was asked for in a way that cannot be."""


class RunBroken(Refusal):
    """A run that lost what it needs; what was played is kept, and --resume goes on."""
