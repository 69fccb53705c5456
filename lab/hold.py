"""A word from one command to another: as long as a file's lock is held, a service is left down.

The kernel releases the lock when its holder ends, however it ends, so nothing stays down for good.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webapp.paths import lab_dir
from webapp.refusal import Refusal

PATIENCE_S = 1.0
POLL_S = 0.05


class AlreadyHeld(Refusal):
    """Another process holds it."""


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold a file's lock for the length of a block; AlreadyHeld where another process does."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether a process holds a file's lock now."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def hold_of(name: str) -> Path:
    """The file whose lock keeps a service of this lab down, or a working folder from being swept."""
    return lab_dir() / "hold" / name


def _lock(descriptor: int, path: Path) -> None:
    """Take the lock; whoever only asks whether it is held has it for a moment, too."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise AlreadyHeld(f"another command holds {path.name}; wait for its end") from None
            time.sleep(POLL_S)
        else:
            return
