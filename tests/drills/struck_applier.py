"""`python -m tests.drills.struck_applier URL`: applies and reverts, and waits before a chosen statement.

Reads one JSON document a line: `{"do": "apply" | "revert", "day": N, "plan": "…", "at": N}`. For each it
forks a process, so that one costs no start, and writes its id. That process runs as `flask roadmap` does, and
before its statement number `at` (from 1) writes `here PID-OF-ITS-SESSION` and waits for a line. At the end
its statements and the exit code follow: 0, or 2 with one sentence; 1 is a traceback.
"""

import json
import os
import sys
import threading
import traceback
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from roadmap import step
from roadmap.apply import apply_next, revert_to
from roadmap.catalogue import revisions
from roadmap.plan import read_plan
from webapp.database import command_engine
from webapp.refusal import Refusal, first_line, refuses

LOCK_TIMEOUT_MS = 100


def say(line: object) -> None:
    print(line, flush=True)


def wait_before(at: int) -> list[str]:
    """Have a change's own session wait before a statement; returns the list that its statements come to."""
    seen: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def _before(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread().name != "change":
            return
        seen.append(statement)
        if len(seen) == at:
            say(f"here {connection.connection.dbapi_connection.get_backend_pid()}")
            sys.stdin.readline()

    return seen


def run(url: str, task: dict[str, Any]) -> None:
    """What the command would do."""
    engine = command_engine(url, "applier")
    if task["do"] == "apply":
        apply_next(engine, LOCK_TIMEOUT_MS, read_plan(task["plan"]))
    else:
        revert_to(engine, task["day"], LOCK_TIMEOUT_MS)


def work(url: str, task: dict[str, Any]) -> int:
    """Do a task; its exit code."""
    seen = wait_before(task["at"])
    step.FIRST_PAUSE_S = 0.01
    try:
        refuses(run)(url, task)
    except Refusal as error:
        say(f"said {first_line(error)}")
        return 2
    except Exception:  # noqa: BLE001 - the drill wants to see it
        traceback.print_exc()
        return 1
    finally:
        say(f"statements {json.dumps(seen)}")
    return 0


def main(url: str) -> None:
    """Serve until the end of the input."""
    revisions()
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            os._exit(work(url, json.loads(line)))
        say(f"pid {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(sys.argv[1])
