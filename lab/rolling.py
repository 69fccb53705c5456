"""Restarts the web app of a running lab process by process, while it serves.

gunicorn's master starts new processes, which read code and settings anew; the old ones go on until those are
ready, then finish what they have. The port stays open throughout.
"""

import signal
import time

import psutil

from lab.processes import runs
from lab.readiness import page_answers
from lab.state import LabState, running_lab
from webapp.refusal import Refusal

POLL_S = 0.05
TIMEOUT_S = 120.0


def restart_web() -> tuple[int, float]:
    """Replace the web processes; how many there are now, and the seconds it took.

    A Refusal where no lab runs, or the new processes do not.
    """
    state, master = _web()
    old = master.children()
    began = time.monotonic()
    master.send_signal(signal.SIGHUP)
    answers = page_answers(f"{state.services['web']['url']}/health/ready")
    while not (new := _successors(master, old)) or not answers(master.pid):
        if not runs(master):
            raise Refusal(
                "the new web processes did not start, so the web app has ended; the lab starts it again, "
                f"and {state.services['web']['log']} says why"
            )
        if time.monotonic() - began > TIMEOUT_S:
            raise Refusal(f"the old web processes have not ended in {TIMEOUT_S:.0f} s; see the web app's log")
        time.sleep(POLL_S)
    return new, time.monotonic() - began


def _web() -> tuple[LabState, psutil.Process]:
    state = running_lab()
    if state is None:
        raise Refusal("no lab runs; 'flask lab up' starts one")
    identity = state.processes.get("web")
    master = None if identity is None else identity.process()
    if master is None:
        raise Refusal("the lab's web app does not run now; 'flask lab status' shows what does")
    return state, master


def _successors(master: psutil.Process, old: list[psutil.Process]) -> int:
    """How many new web processes there are, once as many as there were and none of those are left."""
    try:
        new = set(master.children()) - set(old)
    except psutil.NoSuchProcess:
        return 0
    return 0 if any(runs(process) for process in old) or len(new) < len(old) else len(new)
