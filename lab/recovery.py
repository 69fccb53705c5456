"""Ends what a lab left running that was itself killed, and removes what it wrote down.

Its services were told to stop by the kernel when it died; this waits for them and sees to what is left.
"""

import signal

from lab.processes import session, stop_strangers
from lab.state import LabState, forget, read_state

GRACE_S = 30.0


def recover() -> int:
    """Clean up after a lab that crashed; returns how many processes were left. Hold the lock for it."""
    state = read_state()
    left = 0 if state is None else stop_left_behind(state)
    forget()
    return left


def stop_left_behind(state: LabState) -> int:
    """Stop the processes of a lab without a supervisor, the database last; returns how many there were."""
    count = 0
    for identity in reversed(list(state.processes.values())):
        process = identity.process()
        found = session(identity.pid, mark=state.run) + ([] if process is None else [process])
        stop_strangers(found, signal.SIGINT, GRACE_S)
        count += len(found)
    return count
