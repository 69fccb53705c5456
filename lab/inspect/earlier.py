"""What an earlier look at the same database had counted, from the JSON that it printed."""

import json
from pathlib import Path

from webapp.refusal import Refusal


class BrokenLook(Refusal):
    """A file that is no earlier look; the message says which and what to give."""


def calls_in(path: Path) -> dict[int, int]:
    """The calls of the hot statements by queryid, as `flask lab inspect --json` printed them then."""
    try:
        calls = json.loads(path.read_text())["calls"]
        return {int(queryid): int(count) for queryid, count in calls.items()}
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        raise BrokenLook(f"{path} holds no calls; give what 'flask lab inspect --json' printed") from None
