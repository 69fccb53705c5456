"""Makes a pack of the running lab's database, or of the one that a run left."""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Engine, text
from sqlalchemy.engine import make_url

from lab.binaries import postgres_binaries
from lab.copying import AT_WORK_NAMES, exists, size_of
from lab.disk import require_room, size
from lab.packs.about import About
from lab.packs.archive import write_pack
from lab.packs.cold import copy_files, other_databases, stopped, take_out
from lab.postgres import EmbeddedPostgres
from lab.server import lab_admin_url, maintenance
from lab.unprivileged import service_account, service_home
from lab.workdir import work_folder
from roadmap.truth import at_day, verified
from seeding.state import seeded_spec
from webapp.database import command_engine
from webapp.paths import lab_dir
from webapp.refusal import Refusal
from webapp.settings import load_settings

APPLICATION_NAME = "taskpilot-lab pack"
LARGEST_SCALE = 0.01
LARGEST_BYTES = 2**30
BUSY = text("""
    select application_name, datname from pg_stat_activity
     where application_name like any (:ours) and datname is not null limit 1
""")

Say = Callable[[str], None]


class PackRefused(Refusal):
    """A database that cannot be packed; the message says which could."""


@dataclass(frozen=True)
class Pack:
    """A pack that was made: its file, the ground truth beside it, and how long the server was away."""

    file: Path
    expected: Path
    about: About
    away_s: float


def make_pack(database: str, day: int | None, out: Path | None, folder: Path, say: Say) -> Pack:
    """Pack a database of the lab's own server as it is now, with its ground truth proved beforehand.

    `out` is the file; by default one in `folder` that is named by the day.
    """
    admin = lab_admin_url()
    if admin is None:
        raise PackRefused(
            "a pack is made of the running lab's own PostgreSQL, whose files it copies; "
            "start one with 'flask lab up --detach'"
        )
    engine = maintenance(admin, APPLICATION_NAME)
    bytes_, others = _examine(engine, database)
    own = _own_engine(admin, database)
    reached = _reached(own, database, day)
    require_small(own, database, bytes_)
    file = out or folder / f"{database}-day-{reached:02}.tar.gz"
    expected = file.with_name(file.name.removesuffix(".tar.gz") + ".expected.json")
    for path in (file, expected):
        if path.exists():
            raise PackRefused(f"{path} is there already; remove it, or name another file with --out")
    file.parent.mkdir(parents=True, exist_ok=True)
    say(f"proving what is wrong with {database} at the end of day {reached} …")
    truth = json.dumps(verified(own), indent=2, default=str, ensure_ascii=False) + "\n"
    account = service_account()
    home = service_home(lab_dir(), account)
    settings = load_settings()
    binaries = postgres_binaries(settings.taskpilot_pg_bin, home, account)
    cluster = EmbeddedPostgres(home, int(admin.port or 0), binaries, account)
    require_room(home, 2 * bytes_, "a pack", "make room, or delete checkpoints and old runs")
    with work_folder(account) as work:
        say("stopping PostgreSQL for a moment; the app answers 503 and goes on by itself …")
        began = time.monotonic()
        with stopped():
            copy_files(cluster, work / cluster.data.name, set(others.values()))
        away_s = time.monotonic() - began
        say("packing …")
        data, passwords = take_out(cluster, work, others)
        about = About(
            database=database,
            day=reached,
            variant=str(json.loads(truth)["variant"]),
            postgresql=binaries.major,
            machine=platform.machine(),
            bytes=sum(path.stat().st_size for path in data.rglob("*") if path.is_file()),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            passwords=passwords,
        )
        write_pack(file, about, truth, data)
        expected.write_text(truth)
    return Pack(file, expected, about, away_s)


def require_small(engine: Engine, database: str, bytes_: int) -> None:
    """PackRefused where the database is larger than what is worth carrying around."""
    with engine.connect() as connection:
        scale = seeded_spec(connection).scale
    if scale > LARGEST_SCALE or bytes_ > LARGEST_BYTES:
        raise PackRefused(
            f"{database} has {size(bytes_)} (scale {scale:g}); packs are for scale {LARGEST_SCALE:g} or less "
            f"and up to {size(LARGEST_BYTES)}; keep a larger one as a checkpoint"
        )


def _examine(engine: Engine, database: str) -> tuple[int, dict[str, int]]:
    """The database's size and the others beside it; PackRefused where a run or a seed is at work."""
    with engine.connect() as connection:
        if not exists(connection, database):
            raise PackRefused(f"the lab's server has no database {database}; was the run played in this lab?")
        busy = connection.execute(BUSY, {"ours": AT_WORK_NAMES}).first()
        if busy is not None:
            raise PackRefused(
                f"'{busy.application_name}' is at work in {busy.datname}, and a pack stops the server; "
                "wait for its end"
            )
        return size_of(connection, database), other_databases(connection, database)


def _own_engine(admin: URL, database: str) -> Engine:
    given = make_url(load_settings().require_database_url())
    same = (given.host, given.port) == (admin.host, admin.port)
    url = (given if same else admin).set(database=database)
    return command_engine(url.render_as_string(hide_password=False), APPLICATION_NAME)


def _reached(engine: Engine, database: str, day: int | None) -> int:
    """The day whose end the database is at; PackRefused in the middle of one, or where another is wanted."""
    reached = at_day(engine)
    if reached is None:
        raise PackRefused(
            f"{database} is in the middle of a day; 'flask roadmap apply --day N' brings it to a day's end"
        )
    if day is not None and day != reached:
        raise PackRefused(
            f"{database} is at the end of day {reached}, and counters cannot be had back for day {day}; "
            f"pack day {reached}, or play a run that ends with day {day}"
        )
    return reached
