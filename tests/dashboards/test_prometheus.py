"""A real Prometheus and postgres_exporter on a lab under load: every query of every dashboard has data."""

import json
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.dashboards.test_grafana import BOARDS, queries
from tests.lab.labs import Lab, free_port
from tests.locustfiles.conftest import until
from webapp.paths import ROOT

PROMETHEUS, EXPORTER = shutil.which("prometheus"), shutil.which("prometheus-postgres-exporter")
DATA_WITHIN_S = 120
MOST_SERIES = 6_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (PROMETHEUS and EXPORTER), reason="needs Debian's prometheus and prometheus-postgres-exporter"
    ),
]

Ask = Callable[[str], list[dict[str, Any]]]


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program, stopped at the end."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=20)


def fetch(url: str, body: Any = None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url, data, {"Content-Type": "application/json"}), timeout=10
    ) as answer:
        return bytes(answer.read())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab with 22 users on day 2 that was looked at and proved once."""
    made = Lab(tmp_path_factory.mktemp("watched") / ".lab")
    try:
        started = made("up", "--detach", "--scale", "0.002", "--users", "22")
        assert started.returncode == 0, started.stdout + started.stderr
        for name, given in (("apply", {"day": 2}), ("verify", {}), ("inspect", {})):
            web = made.services["web"]["url"]
            fetch(f"{web}/lab/actions/{name}", given)
            until(lambda web=web: not json.loads(fetch(f"{web}/lab/action"))["action"]["running"], 120, name)
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def ask(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks a Prometheus that scrapes the lab by the configuration that we ship, ports aside."""
    folder = tmp_path_factory.mktemp("prometheus")
    services, port, exporter = lab.services, free_port(), free_port()
    config = (ROOT / "dashboards/prometheus/prometheus.yml").read_text()
    for shipped, here in (
        ("127.0.0.1:8000", services["web"]["url"].removeprefix("http://")),
        ("127.0.0.1:8089", services["locust"]["url"].removeprefix("http://")),
        ("127.0.0.1:9187", f"127.0.0.1:{exporter}"),
    ):
        config = config.replace(shipped, here)
    (folder / "prometheus.yml").write_text(config)
    source = f"{services['postgres']['admin_url']}?sslmode=disable"

    def query(expr: str) -> list[dict[str, Any]]:
        answer = fetch(f"http://127.0.0.1:{port}/api/v1/query?{urllib.parse.urlencode({'query': expr})}")
        return list(json.loads(answer)["data"]["result"])

    with (
        running([str(EXPORTER), f"--web.listen-address=127.0.0.1:{exporter}"], DATA_SOURCE_NAME=source),
        running(
            [
                str(PROMETHEUS), f"--config.file={folder}/prometheus.yml",
                f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{port}",
            ]
        ) as process,
    ):  # fmt: skip
        until(lambda: answers(f"http://127.0.0.1:{port}/-/ready") or process.poll() is not None, 30, "ready")
        yield query


def answers(url: str) -> bool:
    try:
        fetch(url)
    except OSError:
        return False
    return True


def test_every_target_is_up(ask: Ask) -> None:
    until(lambda: [one["value"][1] for one in ask("up")] == ["1"] * 4, DATA_WITHIN_S, "four targets up")
    assert ask("pg_up")[0]["value"][1] == "1"


def test_every_query_of_every_dashboard_has_data_under_load(ask: Ask) -> None:
    missing = queries()
    deadline = time.monotonic() + DATA_WITHIN_S
    while missing and time.monotonic() < deadline:
        time.sleep(2)
        missing = [expr for expr in missing if not ask(expr)]
    assert missing == []
    assert len(BOARDS) == 6


def test_an_unknown_metric_would_be_missed(ask: Ask) -> None:
    assert ask("taskpilot_no_such_metric") == []


def test_the_number_of_series_is_bounded(ask: Ask) -> None:
    (counted,) = ask('count({job=~"taskpilot.*"})')
    assert int(counted["value"][1]) < MOST_SERIES
