"""What a pack says of itself: the file `pack.json`, the first in its archive."""

import json
import platform
from dataclasses import asdict, dataclass
from typing import Any

from webapp.refusal import Refusal

SCHEMA = "taskpilot.pack/1"
ABOUT, EXPECTED, DATA = "pack.json", "expected.json", "data"


class BrokenPack(Refusal):
    """A file that is no pack, or one that this machine cannot use."""


@dataclass(frozen=True)
class About:
    """The database in a pack, the server that it needs, and its roles' passwords.

    `bytes` is the room that the unpacked files take, `machine` the processor that wrote them.
    """

    database: str
    day: int
    variant: str
    postgresql: int
    machine: str
    bytes: int
    made_at: str
    passwords: dict[str, str]

    def text(self) -> str:
        """The file."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, indent=2) + "\n"


def read_about(content: bytes, where: str) -> About:
    """What the file says; BrokenPack where it says nothing that can be used."""
    try:
        document: Any = json.loads(content)
        if document.pop("schema") != SCHEMA:
            raise ValueError("another schema")
        about = About(**document)
        if not all(isinstance(v, int) for v in (about.day, about.postgresql, about.bytes)):
            raise TypeError("a number is none")
        if not all(isinstance(v, str) for v in (about.database, about.machine, *about.passwords.values())):
            raise TypeError("a text is none")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BrokenPack(f"{where} is no pack of 'flask lab pack': {error}") from None
    return about


def require_usable(about: About, major: int, given: str | None, where: str) -> None:
    """BrokenPack where this machine's PostgreSQL or processor is another than the pack's."""
    if about.postgresql != major:
        here = f"TASKPILOT_PG_BIN={given} is" if given else "the embedded one is"
        raise BrokenPack(
            f"{where} needs PostgreSQL {about.postgresql} and {here} {major}; "
            f"set TASKPILOT_PG_BIN to the programs of PostgreSQL {about.postgresql}"
        )
    if about.machine != platform.machine():
        raise BrokenPack(
            f"{where} was made on {about.machine} and this machine is {platform.machine()}; "
            "files of PostgreSQL do not move between processors, make the pack anew here"
        )
