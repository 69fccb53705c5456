"""Supervises shell commands and says what happens: `supervised.py FOLDER NAME[:PORT][<NEED]=COMMAND …`.

A service is ready when FOLDER/NAME.ready exists, and held down while FOLDER/NAME.held does; what happens
cannot be kept while FOLDER/full exists. A process of its own, because a supervisor takes every descendant of
its process for a part of the lab.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import lab.child
import lab.service
import lab.supervisor
from lab.child import Child
from lab.processes import RUN_MARK
from lab.service import Service
from lab.signals import StopSignals
from lab.supervisor import Supervisor
from webapp.refusal import Refusal

lab.child.FIRST_DELAY_S = 0.01
lab.child.ROOM_RETRY_S = 0.01
lab.service.LONGEST_LOG_BYTES = 200_000
lab.supervisor.LOGS_EVERY_S = 0.1
FOLDER = Path(sys.argv[1])


def service(argument: str) -> Service:
    title, command = argument.split("=", 1)
    title, _, need = title.partition("<")
    name, _, port = title.partition(":")
    return Service(
        name=name,
        command=("sh", "-c", command),
        log=FOLDER / f"{name}.log",
        environment={"PATH": os.environ["PATH"], "FOLDER": str(FOLDER), RUN_MARK: "test"},
        cwd=FOLDER,
        port=int(port) if port else None,
        ready=lambda _pid: (FOLDER / f"{name}.ready").exists(),
        held=lambda: (FOLDER / f"{name}.held").exists(),
        needs=(need,) if need else (),
        start_timeout_s=1.5,
        stop_timeout_s=0.5,
    )


def say(line: str) -> None:
    print(line, flush=True)


def changed(children: Sequence[Child]) -> bool:
    say(" ".join(f"{child.service.name}:{child.state}:{child.pid}" for child in children))
    return not (FOLDER / "full").exists()


def main() -> int:
    with StopSignals() as signals:
        supervisor = Supervisor([service(argument) for argument in sys.argv[2:]], signals, say, changed)
        try:
            supervisor.start()
            say("all ready")
            supervisor.watch()
        except Refusal as refusal:
            say(refusal.message)
            return refusal.exit_code
        finally:
            supervisor.stop()
            say("all stopped")
    return 0


sys.exit(main())
