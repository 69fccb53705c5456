"""What a request costs the load generator: the regular persona beside a minimal FastHttpUser.

Both without think time, against the same stub, in turns. A persona that checks answers, keeps statistics per
persona and writes text may cost more than a bare loop, but not so much that it becomes the bottleneck.

    python -m benchmarks personas
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
SECONDS = 6
USERS = 16
GOAL = 0.7
BARE, PERSONA = "bare loop", "RegularUser"
COMMANDS = {
    BARE: ("benchmarks/_minimal_user.py", "MinimalUser"),
    PERSONA: ("locustfiles/personas", "RegularUser", "--think-time", "0", "--gates", "off"),
}


@contextmanager
def stub() -> Iterator[str]:
    """The stub of the tests on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    gunicorn = Path(sys.executable).with_name("gunicorn")
    command = [str(gunicorn), "--threads", "32", "--log-level", "error", "-b", bind]
    process = subprocess.Popen([*command, "tests.locustfiles.stub:app"], cwd=ROOT)
    try:
        _wait_for(f"http://{bind}/seen")
        yield f"http://{bind}"
    finally:
        process.kill()
        process.wait()


def requests_per_cpu_second(host: str, which: str) -> float:
    """Run Locust for a while; requests for each second of CPU it used."""
    file, *rest = COMMANDS[which]
    locust = Path(sys.executable).with_name("locust")
    command = [str(locust), "-f", f"{file},benchmarks/_cpu_meter.py", *rest]
    command += ["--headless", "--only-summary", "-u", str(USERS), "-r", "100", "-t", f"{SECONDS}s"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "LOCUST_HOST": host},
        capture_output=True,
        text=True,
        check=True,
    )
    counted = json.loads(done.stdout.strip().splitlines()[-1])
    return float(counted["requests"] / counted["cpu_s"])


def main() -> None:
    """Print both and their ratio."""
    figures: dict[str, list[float]] = {BARE: [], PERSONA: []}
    with stub() as host:
        for number in range(ROUNDS):
            for which in (BARE, PERSONA) if number % 2 else (PERSONA, BARE):
                figures[which].append(requests_per_cpu_second(host, which))
    for which, found in figures.items():
        print(f"{which:12}  {statistics.median(found):7,.0f} requests per CPU second  {_spread(found)}")
    ratios = [mine / bare for mine, bare in zip(figures[PERSONA], figures[BARE], strict=True)]
    shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"{'ratio':12}  {statistics.median(ratios):7.2f} (goal: at least {GOAL})  ({shown})")


def _spread(found: list[float]) -> str:
    return "(" + ", ".join(f"{one:,.0f}" for one in found) + ")"


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the stub does not answer at {url}")


if __name__ == "__main__":
    main()
