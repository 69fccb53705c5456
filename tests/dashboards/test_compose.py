"""The Compose file and the Dockerfile, as far as they can be held to account without an engine."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from webapp.paths import ROOT
from webapp.settings import Settings

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DEMO = dict(
    line.split("=", 1) for line in (ROOT / "demo.env").read_text().splitlines() if line and line[0] != "#"
)
VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::([-?])([^}]*))?\}")
SECRETS = ("PASSWORD", "SECRET", "TOKEN")


def rendered(variables: dict[str, str]) -> dict[str, Any]:
    """The file with its variables put in, as Compose does it."""

    def value(match: re.Match[str]) -> str:
        name, kind, words = match.groups()
        if name in variables:
            return variables[name]
        if kind == "-":
            return str(words)
        raise KeyError(f"{name}: {words}")

    loaded: dict[str, Any] = yaml.safe_load(VARIABLE.sub(value, COMPOSE))
    return loaded


@pytest.fixture
def services() -> dict[str, Any]:
    """The services of the demo."""
    found: dict[str, Any] = rendered(DEMO)["services"]
    return found


def test_it_is_a_compose_file() -> None:
    PyCompose.from_json(json.dumps(rendered(DEMO))).to_spec()


def test_a_word_that_compose_does_not_know_would_be_refused() -> None:
    document = rendered(DEMO)
    document["services"]["web"]["portz"] = ["8000:8000"]
    with pytest.raises(ValueError, match="portz"):
        PyCompose.from_json(json.dumps(document))


def test_without_passwords_it_does_not_start() -> None:
    with pytest.raises(KeyError, match=r"demo\.env"):
        rendered({})


def test_no_secret_has_a_default_outside_of_the_demo() -> None:
    defaults = {name: words for name, kind, words in VARIABLE.findall(COMPOSE) if kind == "-"}
    assert not [name for name in defaults if any(word in name for word in SECRETS)]
    assert defaults["APP_ENV"] == "production"


def test_ports_are_on_the_loopback(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert len(ports) >= 5
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "127.0.0.1:5433:5432" in services["postgres"]["ports"]


def test_what_a_service_needs_is_there(services: dict[str, Any]) -> None:
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
    conditions = services["web"]["depends_on"]
    assert conditions["prepare"]["condition"] == "service_completed_successfully"
    assert all("healthcheck" in services[name] for name in ("postgres", "redis", "web"))


def test_files_that_are_mounted_exist(services: dict[str, Any]) -> None:
    mounts = [v for service in services.values() for v in service.get("volumes", []) if v.startswith("./")]
    assert mounts
    assert all((ROOT / mount.split(":")[0]).exists() for mount in mounts)


def test_the_apps_settings_are_known(services: dict[str, Any]) -> None:
    known = {name.upper() for name in Settings.model_fields}
    assert set(services["web"]["environment"]) <= known


@pytest.mark.parametrize("service", ["prepare", "worker", "scheduler", "sampler"])
def test_a_services_command_is_one_of_ours(services: dict[str, Any], service: str) -> None:
    program, *words = services[service]["command"]
    assert program == "flask"
    options = [word for word in words if word.startswith("-")]
    subject = words[: next((i for i, word in enumerate(words) if word.startswith("-")), len(words))]
    help_text = subprocess.run(
        [sys.executable, "-m", "flask", *subject, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert all(option in help_text for option in options)


def test_the_image_starts_gunicorn_with_options_that_it_takes() -> None:
    (command,) = re.findall(r"^CMD (\[.*?\])", (ROOT / "Dockerfile").read_text(), re.M | re.S)
    words = json.loads(command.replace("\\\n", ""))
    checked = subprocess.run(
        [sys.executable, "-m", "gunicorn", *words[1:], "--print-config"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert checked.returncode == 0, shlex.join(words) + checked.stderr
    assert "PatientWorker" in checked.stdout


def test_the_dockerfile_passes_its_linter() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    checked = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.search(r"^USER \d+$", (ROOT / "Dockerfile").read_text(), re.M)


def test_everything_that_the_image_copies_is_sent_to_the_builder() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(), re.M)
    sources = {source for line in copied for source in line.split()[:-1]}
    assert sources
    assert {f"!{source}" for source in sources} <= set(ignore)
    assert all((ROOT / source).exists() for source in sources)


def test_prometheus_in_compose_asks_the_services_by_name(services: dict[str, Any]) -> None:
    config = yaml.safe_load((ROOT / "dashboards/prometheus/compose.yml").read_text())
    targets = [t for job in config["scrape_configs"] for one in job["static_configs"] for t in one["targets"]]
    assert {target.split(":")[0] for target in targets} <= set(services)
    mounted = {config["target"] for config in services["prometheus"]["configs"]}
    asked = {
        job["authorization"]["credentials_file"] for job in config["scrape_configs"] if "authorization" in job
    }
    assert asked <= mounted
