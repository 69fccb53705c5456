"""Redis away: nothing is lost, and everything goes on by itself when it is back."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from lab.binaries import valkey_binary
from lab.unprivileged import purge_home, service_account, service_home
from lab.valkey import EmbeddedValkey
from tests.webapp.jobs.conftest import StartJobs, Until
from tests.webapp.jobs.receiver import Receiver
from webapp.jobs import hints
from webapp.settings import settings

Deliver = Callable[..., None]
Outbox = Callable[[], list[tuple[str, int, int | None, str | None]]]


class OwnValkey:
    """A Valkey of one test's own, which it may kill and start again."""

    def __init__(self, server: EmbeddedValkey) -> None:
        self.server = server
        self.process: Popen[bytes] = server.start()

    def kill(self) -> None:
        """End it without warning."""
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Start it again on the same port."""
        self.process = self.server.start()


@pytest.fixture
def own_valkey(job_settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnValkey]:
    account = service_account()
    lab = tmp_path / "lab"
    lab.mkdir()
    home = service_home(lab, account)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = OwnValkey(EmbeddedValkey(home, port, valkey_binary(home, account), account))
    monkeypatch.setenv("REDIS_URL", own.server.url)
    settings.cache_clear()
    yield own
    own.kill()
    purge_home(lab)


def test_what_happens_while_redis_is_away_is_delivered_after(
    own_valkey: OwnValkey,
    start_jobs: StartJobs,
    receiver: Receiver,
    deliver_to: Deliver,
    outbox: Outbox,
    until: Until,
    tmp_path: Path,
) -> None:
    processes = [start_jobs("worker", "--processes", "1"), start_jobs("schedule")]
    deliver_to(receiver.url)
    until(lambda: outbox() == [("delivered", 1, 200, None)], what="delivery by the scheduler's tick")
    own_valkey.kill()
    deliver_to(receiver.url, events=3)
    hints.hint_webhooks()
    until(lambda: "lost Redis" in (tmp_path / "schedule.log").read_text(), what="the scheduler's notice")
    own_valkey.start()
    until(lambda: outbox() == [("delivered", 1, 200, None)] * 4, 30, "delivery after the outage")
    assert [process.poll() for process in processes] == [None, None]
    assert "Traceback" not in (tmp_path / "worker.log").read_text() + (tmp_path / "schedule.log").read_text()
