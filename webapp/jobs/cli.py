"""`flask jobs …`."""

import json
from typing import Any

import click

from webapp.refusal import Refusal, refuses

START_TIMEOUT_S = 2.0


@click.group()
def jobs() -> None:
    """Work done outside requests: webhooks, notifications, cycles, metrics, reports."""


@jobs.command("worker")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs run at once."
)
@refuses
def worker_command(processes: int) -> None:
    """Run jobs until SIGTERM or Ctrl-C; what is running is finished first.

    \b
    Examples:
      flask jobs worker
      flask jobs worker --processes 4
    """
    from webapp.jobs.log import log_to_stdout
    from webapp.jobs.worker import work

    url = _reachable()
    log_to_stdout()
    work(url, processes)


@jobs.command("schedule")
@refuses
def schedule_command() -> None:
    """Queue the periodic jobs until SIGTERM or Ctrl-C; a second scheduler is refused.

    \b
    Example:
      flask jobs schedule
    """
    from webapp.jobs.log import log_to_stdout
    from webapp.jobs.scheduler import schedule

    url = _reachable()
    log_to_stdout()
    schedule(url)


@jobs.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@refuses
def status_command(as_json: bool) -> None:
    """Show the queue, the workers, the outbox and the next periodic runs.

    \b
    Examples:
      flask jobs status
      flask jobs status --json
    """
    from webapp.jobs.database import engine
    from webapp.jobs.queue import connect
    from webapp.jobs.status import status

    found = status(connect(_reachable(), START_TIMEOUT_S), engine())
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(_lines(found)))


def _reachable() -> str:
    """Redis' URL, once it and PostgreSQL answer; else a Refusal."""
    from sqlalchemy import text

    from webapp.jobs.database import engine
    from webapp.jobs.queue import connect
    from webapp.settings import settings

    url = settings().require_redis_url()
    with engine().connect() as connection:
        if connection.execute(text("select to_regclass('webhook_deliveries')")).scalar_one() is None:
            raise Refusal("the database has no tables; make them with 'flask db upgrade baseline'")
    connect(url, START_TIMEOUT_S).ping()
    return url


def _lines(found: dict[str, Any]) -> list[str]:
    leader = found["scheduler"]
    scheduler = f"pid {leader['pid']}" if leader else "none; start it with flask jobs schedule"
    workers = [f"{worker['state']} (pid {worker['pid']})" for worker in found["workers"]]
    counts = {
        name: ", ".join(f"{value} {key}" for key, value in found[name].items())
        for name in ("queue", "outbox")
    }
    return [
        f"queue      {counts['queue']}",
        f"workers    {', '.join(workers) or 'none; start some with flask jobs worker'}",
        f"scheduler  {scheduler}",
        f"outbox     {counts['outbox']}",
        *(f"next       {run['at']}  {run['job']}" for run in found["next"]),
    ]
