"""Small files, written in one step: a reader sees the old text or the new, never half of it."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 beside its place, then move it there."""
    _write(path, text, 0o600)


def write_whole(path: Path, text: str) -> None:
    """Write a file that others may read beside its place, then move it there."""
    _write(path, text, 0o644)


def _write(path: Path, text: str, mode: int) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
            file.write(text)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
