"""A live server from a pack, thrown away at its end."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.binaries import postgres_binaries
from lab.disk import require_room
from lab.files import write_private
from lab.packs.about import EXPECTED, About, BrokenPack, require_usable
from lab.packs.archive import extract_data, read_head
from lab.ports import PortTaken, free_ports, is_free
from lab.postgres import ACCESS, APP_USER, SUPERUSER, EmbeddedPostgres
from lab.processes import stop_tree
from lab.record import plain_url
from lab.service import ServiceFailed, start_alone
from lab.signals import StopSignals
from lab.unprivileged import service_account, service_home
from lab.workdir import work_folder
from webapp.paths import lab_dir
from webapp.settings import load_settings

STOP_S = 60.0
WATCH_S = 1.0


@dataclass(frozen=True)
class Unpacked:
    """A running server: what is in it, its owner's and its superuser's URL, and its ground truth."""

    about: About
    url: str
    admin_url: str
    expected: Path
    process: subprocess.Popen[bytes]

    def environment(self) -> dict[str, str]:
        """The environment of a program that looks at it."""
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "ADMIN_URL": self.admin_url,
            "TASKPILOT_EXPECTED": str(self.expected),
        }


@contextmanager
def unpacked(file: Path, port: int | None) -> Iterator[Unpacked]:
    """Start the server of a pack for the length of the block; BrokenPack where it cannot run here."""
    about, truth = read_head(file)
    settings, account = load_settings(), service_account()
    home = service_home(lab_dir(), account)
    binaries = postgres_binaries(settings.taskpilot_pg_bin, home, account)
    require_usable(about, binaries.major, settings.taskpilot_pg_bin, str(file))
    if port is not None and not is_free(port):
        raise PortTaken(f"port {port} is taken by another program; name another with --port, or none")
    require_room(home, about.bytes, "unpacking", "make room")
    with work_folder(account) as work:
        cluster = EmbeddedPostgres(work, port or free_ports(1)[0], binaries, account)
        extract_data(file, about, cluster.data, account)
        _prepare(cluster, about, truth, str(file))
        service = cluster.service()
        process = start_alone(service)
        try:
            url, admin = (plain_url(cluster.url(user, about.database)) for user in (APP_USER, SUPERUSER))
            yield Unpacked(about, url, admin, work / EXPECTED, process)
        finally:
            stop_tree(process, signal.SIGINT, STOP_S)


def serve(server: Unpacked) -> None:
    """Wait until told to stop; ServiceFailed where the server ends by itself."""
    with StopSignals() as signals:
        while not signals.requested:
            signals.wait(WATCH_S)
            if server.process.poll() is not None:
                raise ServiceFailed("the unpacked server ended by itself")


def run_beside(server: Unpacked, command: Sequence[str]) -> int:
    """Run a program with the server's addresses in its environment; returns its exit code."""
    try:
        return subprocess.run(list(command), env=server.environment(), check=False).returncode
    except OSError as error:
        raise BrokenPack(f"{command[0]} could not be run: {error.strerror}") from None


def _prepare(cluster: EmbeddedPostgres, about: About, truth: str, where: str) -> None:
    """Set the passwords down and the server's own rules in place of the pack's."""
    version = cluster.data / "PG_VERSION"
    with cluster.account.acting():
        if not version.exists() or version.read_text().strip() != str(about.postgresql):
            raise BrokenPack(f"{where} holds no data folder of PostgreSQL {about.postgresql}")
        (cluster.data / "pg_hba.conf").write_text(ACCESS)
        (cluster.data / "postgresql.auto.conf").write_text("")
        for user in (SUPERUSER, APP_USER):
            write_private(cluster.home / f"{user}.password", about.passwords.get(user, ""))
        (cluster.home / EXPECTED).write_text(truth)
