"""The signal that the kernel sends to a process when its parent dies (Linux), kept over a change of user.

The kernel forgets it whenever the effective user changes, so that a program started by a lab which acts as
another user for a moment would outlive that lab.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
PR_GET_PDEATHSIG = 2
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def death_signal() -> int:
    """The signal that this process gets when its parent dies; 0 for none."""
    found = ctypes.c_int(0)
    if LIBC is not None:
        LIBC.prctl(PR_GET_PDEATHSIG, ctypes.byref(found), 0, 0, 0)
    return found.value


def set_death_signal(number: int, parent: int) -> bool:
    """Have this process get a signal when its parent dies; False where that has died already."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    return os.getppid() == parent
