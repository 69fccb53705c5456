"""Room on the disk, asked for before something large is written."""

import shutil
from pathlib import Path

from webapp.refusal import Refusal

RESERVE_BYTES = 256 * 2**20
SURPLUS = 1.1


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


def size(count: int) -> str:
    """Bytes in the unit that suits them."""
    value = float(count)
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"
