"""The embedded Valkey's lifecycle."""

import signal
from collections.abc import Iterator

import pytest
import redis

from lab.binaries import valkey_binary
from lab.unprivileged import purge_home, service_account, service_home
from lab.valkey import EmbeddedValkey, answers
from tests.conftest import free_port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    """A Valkey that is not started."""
    lab, account = tmp_path_factory.mktemp("valkey"), service_account()
    home = service_home(lab, account)
    yield EmbeddedValkey(home, free_port(), valkey_binary(home, account), account)
    purge_home(lab)


def test_jobs_survive_a_stop(server: EmbeddedValkey) -> None:
    process = server.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("kept", "7")
    process.terminate()
    assert process.wait(30) == 0
    process = server.start()
    with redis.Redis.from_url(server.url) as client:
        assert client.get("kept") == b"7"
    process.terminate()
    process.wait(30)


def test_what_was_synced_survives_a_kill(server: EmbeddedValkey) -> None:
    process = server.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("synced", "8")
        client.execute_command("WAITAOF", 1, 0, 5000)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process = server.start()
    with redis.Redis.from_url(server.url) as client:
        assert client.get("synced") == b"8"
    process.terminate()
    process.wait(30)


def test_it_never_drops_a_job_for_want_of_memory(server: EmbeddedValkey) -> None:
    process = server.start()
    with redis.Redis.from_url(server.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    process.terminate()
    process.wait(30)


def test_a_server_that_is_not_there_does_not_answer(server: EmbeddedValkey) -> None:
    assert not answers(server.url)


def test_a_stranger_is_not_let_in(server: EmbeddedValkey) -> None:
    process = server.start()
    assert not answers(f"redis://127.0.0.1:{server.port}/0")
    process.terminate()
    process.wait(30)
