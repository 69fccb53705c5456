"""A lab with recognizable secrets is used and broken; afterwards they are nowhere but where they belong.

Secrets belong in the files named in KEPT, which nobody else may read, and in what `flask lab status --json`
prints by contract. Anything else that the lab wrote, said, answered or showed in its command lines is read.
"""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest

from tests.drills.conftest import Figure
from tests.lab.conftest import wait_for
from tests.lab.labs import Lab
from webapp.paths import ROOT

pytestmark = pytest.mark.promise(11)

KEPT = re.compile(
    r"(^|/)(services\.env|state\.json|[a-z]+\.password|taskpilot\.conf)$"  # ours, of mode 0600
    r"|(^|/)postgres-\d+/(base|pg_wal|global)/"  # the database itself
    r"|(^|/)valkey/|\.(aof|rdb)$"
)
LOOKS = {"a webhook's secret": b"whsec_", "a password's hash": b"$argon2id$"}
API = "/api/v1"
GIVEN = ("SECRET_KEY", "TASKPILOT_DEMO_PASSWORD", "TASKPILOT_SERVICE_TOKEN", "TASKPILOT_CONSOLE_TOKEN")
EMAIL = "user1@org1.taskpilot.example"
THEIRS = "drill@org1.taskpilot.example"
COMMANDS = (
    ("status",), ("inspect", "--json"), ("up",), ("score", "--tool", "nothing"),
    ("inspect", "--run", "/nowhere"),
)  # fmt: skip
TAKEN = """
    select query from pg_stat_statements
    union all select query from pg_stat_activity where pid <> pg_backend_pid()
"""


def _mark(what: str) -> str:
    return f"{what}-{secrets.token_hex(8)}"


class Used:
    """A lab of its own, the secrets that it was given and gave, and what it answered."""

    def __init__(self, folder: Path) -> None:
        self.secrets = {name: _mark(name.lower()) for name in GIVEN}
        self.given = dict(self.secrets)
        self.lab = Lab(folder, **self.given)
        self.said: dict[str, str] = {}
        self.web = ""

    def run(self, name: str, *words: str) -> None:
        """Run a command of the lab and keep what it printed."""
        done = self.lab(*words)
        self.said[name] = done.stdout + done.stderr

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        """Ask the app, keep its answer, and return it where it is JSON."""
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.web}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                said = response.read().decode()
        except urllib.error.HTTPError as error:
            said = error.read().decode()
        self.said[f"{method} {path} {len(self.said)}"] = said
        try:
            return json.loads(said)
        except ValueError:
            return said

    def learn(self, name: str, secret: str) -> str:
        """Count something as a secret from here on; the answer that gave it is let go."""
        self.secrets[name] = secret
        self.said = {where: said for where, said in self.said.items() if secret not in said}
        return secret


def _postmaster(used: Used) -> int | None:
    pid: int | None = used.lab.services["postgres"]["pid"]
    return pid


def _use(used: Used) -> None:
    """Log in, make secrets, and make all kinds of errors happen while they are under way."""
    password = used.given["TASKPILOT_DEMO_PASSWORD"]
    login = used.ask("POST", f"{API}/auth/login", {"email": EMAIL, "password": password})
    token = used.learn("bearer token", login["access_token"])
    hook = used.ask(
        "POST", f"{API}/webhooks", {"url": "https://a.example/", "events": ["issue.created"]}, token
    )
    used.learn("webhook secret", hook["secret"])
    made = used.ask("POST", f"{API}/tokens", {"name": "drill", "scopes": ["read"]}, token)
    used.learn("API token", made["token"])
    own = used.learn("own password", _mark("own-password"))
    person = {"email": THEIRS, "name": "Drill", "role": "admin", "password": own}
    used.ask("POST", f"{API}/users", person, token)
    used.ask("PATCH", f"{API}/me", {"password": own, "current_password": password}, token)
    used.ask("POST", f"{API}/auth/login", {"email": THEIRS, "password": own + "x"})
    used.ask("POST", f"{API}/auth/login", {"email": THEIRS, "password": {"not": own}})
    for path in ("/me", "/webhooks", "/tokens", "/projects", "/internal/webhooks/pending"):
        used.ask("GET", f"{API}{path}", None, made["token"])
        used.ask("GET", f"{API}{path}", None, used.given["TASKPILOT_SERVICE_TOKEN"])
        used.ask("GET", f"{API}{path}", None, made["token"] + "x")
    for path in ("/lab/state", "/lab/metrics", "/lab/action", "/lab/roadmap", "/lab/findings", "/lab/"):
        used.ask("GET", path, None, used.given["TASKPILOT_CONSOLE_TOKEN"])
        used.ask("GET", path, None, "wrong")
    used.ask("POST", "/lab/actions/inspect", {}, used.given["TASKPILOT_CONSOLE_TOKEN"])
    for path in ("/metrics", "/docs", "/openapi.json", "/health/ready"):
        used.ask("GET", path)


def _break(used: Used, admin: str) -> None:
    """A statement with a secret is cut off, then the database is killed and everybody loses it."""
    fresh = used.ask("POST", f"{API}/auth/login", {"email": THEIRS, "password": used.secrets["own password"]})
    token = used.learn("second bearer token", fresh["access_token"])
    with psycopg2.connect(admin) as holder, holder.cursor() as cursor:
        cursor.execute("lock table webhooks in access exclusive mode")
        used.ask("POST", f"{API}/webhooks", {"url": "https://b.example/", "events": ["issue.created"]}, token)
    holder.close()
    postmaster = _postmaster(used)
    os.kill(int(str(postmaster)), signal.SIGKILL)
    used.ask("GET", f"{API}/me", None, token)
    used.ask("GET", "/health/ready")
    wait_for(lambda: _postmaster(used) not in (postmaster, None))
    wait_for(lambda: "email" in used.ask("GET", f"{API}/me", None, token))


def command_line(process: psutil.Process) -> str:
    """What `ps` shows of a process; nothing of one that has ended meanwhile."""
    try:
        return " ".join(process.cmdline()) + " " + process.name()
    except psutil.NoSuchProcess:
        return ""


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Used]:
    """A lab that was used, broken and asked for everything that it says."""
    made = Used(tmp_path_factory.mktemp("secrets") / ".lab")
    try:
        made.run("lab up", "up", "--detach", "--scale", "0.001", "--users", "4")
        services = made.lab.services
        made.web = services["web"]["url"]
        admin = services["postgres"]["admin_url"].replace("+psycopg2", "")
        for name, url in (("superuser", admin), ("database", services["postgres"]["url"])):
            made.secrets[f"{name} password"] = url.split(":")[2].split("@")[0]
        _use(made)
        with psycopg2.connect(admin) as connection, connection.cursor() as cursor:
            cursor.execute(TAKEN)
            made.said["statements"] = "\n".join(str(row[0]) for row in cursor.fetchall())
        connection.close()
        made.said["command lines"] = "\n".join(map(command_line, made.lab.processes()))
        _break(made, admin)
        for words in COMMANDS:
            made.run(" ".join(words), *words)
        yield made
    finally:
        made.lab.end()


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, path.read_bytes()


def _homes(used: Used) -> list[Path]:
    """The lab's folder and that of its servers, where they have one of their own."""
    data = used.lab.services["postgres"]["log"]
    return sorted({used.lab.folder, Path(data).parent})


def test_secrets_are_in_no_answer_output_statement_or_command_line(used: Used, figure: Figure) -> None:
    found = [(name, where) for where, said in used.said.items() for name, secret in used.secrets.items()
             if secret in said]  # fmt: skip
    figure("secrets looked for, outputs read", f"{len(used.secrets)}, {len(used.said)}")
    assert found == []
    assert len(used.secrets) >= 10


def test_secrets_are_in_no_file_but_those_that_only_the_owner_reads(used: Used, figure: Figure) -> None:
    read, found, open_to_others = 0, [], []
    for folder in _homes(used):
        for path, content in _files(folder):
            read += 1
            wanted = {name: secret.encode() for name, secret in used.secrets.items()} | LOOKS
            held = [name for name, secret in wanted.items() if secret in content]
            if held and not KEPT.search(str(path)):
                found.append((str(path), held))
            if held and path.stat().st_mode & 0o077:
                open_to_others.append(str(path))
    figure("files of the lab read", read)
    assert found == []
    assert open_to_others == []


def test_the_drill_would_see_a_secret(used: Used) -> None:
    """What is looked for is what the lab uses: the contract's one place prints it."""
    said = subprocess.run(
        [sys.executable, "-m", "lab", "status", "--json"], cwd=ROOT, env=used.lab.environment, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert used.secrets["superuser password"] in said
    assert used.secrets["database password"] in said


@pytest.mark.long
def test_a_run_and_its_report_hold_none(tmp_path: Path, figure: Figure) -> None:
    used, out = Used(tmp_path / ".lab"), tmp_path / "run"
    try:
        asked = (
            "--days",
            "1",
            "--minutes-per-day",
            "0.15",
            "--users",
            "10",
            "--scale",
            "0.001",
            "--out",
            str(out),
        )
        with subprocess.Popen(
            [sys.executable, "-m", "lab", "run", *asked], cwd=ROOT, env=used.lab.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        elsewhere = used.lab.folder / "home"  # names the servers' folder where that is another one
        homes = [used.lab.folder, *([Path(elsewhere.read_text().strip())] if elsewhere.exists() else [])]
        for path in [path for home in homes for path in home.rglob("*.password")]:
            used.secrets[path.stem] = path.read_text()
    finally:
        used.lab.end()
    files = list(_files(out))
    found = [(path.name, name) for path, content in files for name, secret in used.secrets.items()
             if secret.encode() in content]  # fmt: skip
    hashes = [path.name for path, content in files if any(look in content for look in LOOKS.values())]
    figure("files of a run read", len(files))
    assert len(used.secrets) == len(GIVEN) + 2
    assert (found, hashes) == ([], [])
    assert not [name for name, secret in used.secrets.items() if secret in said]
