"""From a size in bytes to a scale, and whether the disk has room for it."""

import math
import os
import re

from sqlalchemy import Connection, text

from seeding import tables
from seeding.plan import Plan, build_plan
from seeding.spec import Spec, SpecError, today
from webapp.refusal import Refusal

UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
DECIMAL = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B?", re.IGNORECASE)
SMALLEST_BYTES, LARGEST_BYTES = 2**20, 2**40
SPARE = 1.1
WHERE = text("""
    select current_setting('data_directory', true) as folder, inet_server_addr() as address,
           pg_size_bytes(current_setting('max_wal_size')) as wal
    where pg_has_role('pg_read_all_settings', 'member')
""")


class NoRoom(Refusal):
    """The disk cannot take what is asked for."""


def parse_size(words: str) -> int:
    """Bytes of "10GiB", "500 MB" or "1T"; SpecError."""
    match = SIZE.fullmatch(words.strip())
    if match is None:
        raise SpecError(f"size {words!r} is none: write it like 10GiB or 500MB")
    units = DECIMAL if words.strip().upper().endswith("B") and not match[3] else UNITS
    size = round(float(match[1]) * units[match[2].upper()])
    if not SMALLEST_BYTES <= size <= LARGEST_BYTES:
        raise SpecError(f"size {words} is not between 1MiB and 1TiB")
    return size


def scale_for(size: int) -> float:
    """The scale whose rows and indexes take `size` bytes: below 1, tenants take the root of the scale."""
    plan = build_plan(Spec(1.0, until=today()))
    issues = sum(each.total(plan) * each.BYTES for each in tables.issue_tables().values())
    tenants = sum(each.total(plan) * each.BYTES for each in tables.tenant_tables().values())
    if size >= issues + tenants:
        return size / (issues + tenants)
    root = (math.sqrt(tenants**2 + 4 * issues * size) - tenants) / (2 * issues)
    return root**2


def expected_bytes(plan: Plan) -> int:
    """What the rows and their indexes will take on disk."""
    return sum(each.total(plan) * each.BYTES for each in tables.tables().values())


def require_room(connection: Connection, plan: Plan) -> None:
    """NoRoom where the server is on this machine, says where its data are, and the disk is too full."""
    place = connection.execute(WHERE).one_or_none()
    if place is None or str(place.address or "127.0.0.1") not in ("127.0.0.1", "::1"):
        return
    try:
        disk = os.statvfs(place.folder)
    except OSError:
        return
    check_room(disk.f_bavail * disk.f_frsize, round(expected_bytes(plan) * SPARE) + place.wal)


def check_room(free: int, needed: int) -> None:
    """NoRoom where `needed` bytes are more than `free`."""
    if needed > free:
        raise NoRoom(
            f"the server's disk has {free / 1e9:.1f} GB free and the seed needs {needed / 1e9:.1f} GB "
            "(data, indexes and WAL): make room, or take a smaller --scale"
        )
