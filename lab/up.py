"""Starts a lab in this process and supervises it until it is told to stop."""

import secrets
import time
from collections.abc import Callable

from lab.plan import Plan, lab_settings, make_plan
from lab.record import Record
from lab.recovery import recover
from lab.signals import StopRequested, StopSignals
from lab.state import forget, holding_the_lab, write_services_env
from lab.supervisor import Supervisor
from webapp.settings import DEFAULT_DEMO_PASSWORD, Settings

Say = Callable[[str], None]


def up(scale: float, users: int | None, say: Say, replica: bool = False) -> None:
    """Run a lab until SIGINT, SIGTERM or SIGHUP; LabRuns where one runs, a Refusal where it cannot start.

    `scale` is the size of the data that an empty database gets; `users` start to load the app at once.
    `replica` adds a replica that the app reads from.
    """
    with StopSignals() as signals, holding_the_lab():
        if left := recover():
            say(f"stopped {left} processes of a lab that had crashed")
        settings = lab_settings()

        def prepare(url: str) -> None:
            from lab.prepare import prepare_database

            prepare_database(url, scale, say)

        run = secrets.token_hex(16)
        try:
            with signals.interrupting():
                plan = make_plan(settings, run, users, prepare, replica)
                write_services_env(plan.addresses.settings(settings))
                record = Record(run, plan.external, plan.admin_url, say)
                record.begin()
                if "postgres" in plan.external:
                    prepare(plan.addresses.database)
            _supervise(plan, settings, record, signals, say)
        except StopRequested:
            say("stopped before it was ready")
        finally:
            forget()


def _supervise(plan: Plan, settings: Settings, record: Record, signals: StopSignals, say: Say) -> None:
    supervisor = Supervisor(plan.services, signals, _with_time(say), record.changed)
    try:
        supervisor.start()
        if not signals.requested:
            record.ready()
            say(_welcome(plan, settings))
            supervisor.watch()
    finally:
        say("stopping …")
        supervisor.stop()
    say("stopped; the data stays for the next time")


def _welcome(plan: Plan, settings: Settings) -> str:
    known = settings.taskpilot_demo_password == DEFAULT_DEMO_PASSWORD
    password = DEFAULT_DEMO_PASSWORD if known else "as TASKPILOT_DEMO_PASSWORD says"
    login = f" (user1@org1.taskpilot.example, password {password})"
    return (
        f"ready: put users on the app at {plan.addresses.locust}\n"
        f"  watch it at {plan.addresses.web}/lab/\n"
        f"  its API is at {plan.addresses.web}/docs{login if settings.taskpilot_demo_mode else ''}\n"
        "  Ctrl-C or 'flask lab down' stops everything"
    )


def _with_time(say: Say) -> Say:
    return lambda line: say(f"{time.strftime('%H:%M:%S')} {line}")
