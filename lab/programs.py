"""The lab's own programs as services: web app, webhook receiver, worker pool, scheduler, Locust's page.

They run as whoever starts the lab, root included: their interpreter, the clone and `.env` are that user's,
and often nobody else can read them.
"""

import sys
import tempfile
from pathlib import Path

from lab.addresses import APP_FACTORY, Addresses
from lab.ports import HOST
from lab.readiness import page_answers, scheduler_leads, socket_answers, worker_registered
from lab.service import Service
from webapp.paths import ROOT, lab_dir
from webapp.settings import Settings

KEEP_ALIVE_S = 75
GRACE_S = 5
RAMP_S = 10
WATCH = "watch"
SAMPLES = f"{WATCH}/samples.sqlite"
TRACE = f"{WATCH}/statements.jsonl"
SAMPLES_KEPT = "24h"
# In memory: a busy disk must not make gunicorn think a worker hangs.
HEARTBEATS = "/dev/shm"  # noqa: S108 - gunicorn makes files of its own in it  # nosec B108


def programs(
    settings: Settings, addresses: Addresses, logs: Path, run: str, users: int | None
) -> list[Service]:
    """The services in the order in which they start; they stop in reverse."""
    environment = addresses.environment(settings, run)
    samples_itself = settings.taskpilot_statement_trace is None  # else whoever set it samples: a run
    if samples_itself:
        (lab_dir() / WATCH).mkdir(mode=0o700, exist_ok=True)
        (lab_dir() / TRACE).unlink(missing_ok=True)
        environment |= {"TASKPILOT_STATEMENT_TRACE": str(lab_dir() / TRACE)}

    def program(name: str, *command: str, **options: object) -> Service:
        return Service(
            name=name,
            command=(sys.executable, "-m", *command),
            log=logs / f"{name}.log",
            environment=environment,
            cwd=ROOT,
            **options,  # type: ignore[arg-type]
        )

    servers = ("postgres", "redis")
    receiver = addresses.receiver
    services = [
        program(
            "web", *_gunicorn(settings),
            port=settings.taskpilot_web_port, url=addresses.web,
            ready=page_answers(f"{addresses.web}/health/ready"), needs=servers,
        ),
        *([] if receiver is None else [
            program("receiver", "lab.receiver", str(receiver), ready=socket_answers(receiver))
        ]),
        program(
            "worker", "flask", "jobs", "worker",
            ready=worker_registered(addresses.redis), needs=servers,
        ),
        program(
            "scheduler", "flask", "jobs", "schedule",
            ready=scheduler_leads(addresses.redis), needs=servers,
        ),
        program(
            "locust", *_locust(settings, users),
            port=settings.taskpilot_locust_port, url=addresses.locust, ready=page_answers(addresses.locust),
            needs=("web",) if users else (), stops_before=("web",),
        ),
    ]  # fmt: skip
    if samples_itself:
        services.append(program("sampler", *_sampler(), needs=("postgres",)))
    return services


def _sampler() -> list[str]:
    return [
        "flask", "lab", "sample",
        "--out", str(lab_dir() / SAMPLES), "--trace", str(lab_dir() / TRACE),
        "--until-stopped", "--keep", SAMPLES_KEPT,
    ]  # fmt: skip


def _gunicorn(settings: Settings) -> list[str]:
    return [
        "gunicorn", f"{APP_FACTORY}()",
        "--config", "python:webapp.gunicorn_hooks",
        "--bind", f"{HOST}:{settings.taskpilot_web_port}",
        "--worker-class", "gthread",
        "--workers", str(settings.web_concurrency),
        "--threads", str(settings.web_threads),
        "--keep-alive", str(KEEP_ALIVE_S),
        "--graceful-timeout", str(GRACE_S),
        "--worker-tmp-dir", HEARTBEATS if Path(HEARTBEATS).is_dir() else tempfile.gettempdir(),
        "--no-control-socket",
    ]  # fmt: skip


def _locust(settings: Settings, users: int | None) -> list[str]:
    command = [
        "locust", "-f", "locustfiles/personas",
        "--web-host", HOST, "--web-port", str(settings.taskpilot_locust_port),
    ]  # fmt: skip
    if users:
        command += ["--autostart", "--users", str(users), "--spawn-rate", str(max(1, users / RAMP_S))]
    return command
