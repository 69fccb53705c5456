"""Room on the disk, asked for before something large is written."""

import shutil
from pathlib import Path

from webapp.refusal import Refusal

RESERVE_BYTES = 256 * 2**20
SURPLUS = 1.1
LEAST_BYTES = 32 * 2**20  # two segments of PostgreSQL's WAL


class DiskFull(Refusal):
    """The disk has no room for what is to be written."""


def require_room(folder: Path, needed: int, what: str, way_out: str) -> None:
    """DiskFull where a folder's disk has no room for `needed` bytes, a tenth more and a reserve."""
    wanted = int(needed * SURPLUS) + RESERVE_BYTES
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise DiskFull(
            f"{what} needs {size(wanted)} on the disk of {folder}, which has {size(free)} left; {way_out}"
        )


def shortage(folder: Path) -> str | None:
    """That a folder's disk is as good as full, in words; None where it has room, or is not there."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return f"the disk of {folder} has {size(free)} left" if free < LEAST_BYTES else None


def size(count: int) -> str:
    """Bytes in the unit that suits them."""
    value = float(count)
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"
