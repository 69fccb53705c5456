"""Processes and the trees under them: started so that they end with the lab, found again, stopped.

Found by process id and start time, or by session id and a mark in the environment; never by name. A session
outlives its leader, so it leads to workers whose master was killed.
"""

import errno
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psutil

from lab.death_signal import LIBC, set_death_signal
from lab.unprivileged import Account

RUN_MARK = "TASKPILOT_LAB_RUN"
PR_SET_CHILD_SUBREAPER = 36
KILL_TIMEOUT_S = 10.0
POLL_S = 0.02
SAME_START_S = 2.0
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Identity:
    """A process, told apart from a later one with the same id by its start in seconds after which boot.

    Not by the clock's time, which may be set while the process runs.
    """

    pid: int
    started: float
    boot: str

    @classmethod
    def of(cls, pid: int) -> "Identity":
        """The identity of a process that lives; psutil.NoSuchProcess where it does not."""
        return cls(pid, psutil.Process(pid).create_time() - psutil.boot_time(), _boot())

    def process(self) -> psutil.Process | None:
        """The process, if it still runs."""
        with suppress(psutil.NoSuchProcess):
            now, process = Identity.of(self.pid), psutil.Process(self.pid)
            if now.boot == self.boot and abs(now.started - self.started) < SAME_START_S and runs(process):
                return process
        return None


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    cwd: Path,
    account: Account,
    stop_signal: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own that gets `stop_signal` when the calling thread ends."""
    with _opened(log, account) as output:
        return subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd,
            env=dict(environment), start_new_session=True,
            preexec_fn=_ends_with(os.getpid(), stop_signal),  # noqa: PLW1509 - no other thread starts programs
            **account.popen_options(),
        )  # fmt: skip


def _opened(log: Path, account: Account) -> BinaryIO:
    """A log to append to; where there is no room for a new file, what would be said is lost."""
    try:
        with account.acting():
            return log.open("ab")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return Path(os.devnull).open("ab")


def adopt_orphans() -> None:
    """Make this process the parent of each descendant whose own parent dies, where the system can (Linux)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def orphans(trees: Iterable[int]) -> list[psutil.Process]:
    """Descendants of this process that belong to none of the given processes' trees.

    All are listed before the trees, so that what a tree's process starts in between is not taken for one.
    """
    descendants = tree(os.getpid())
    kept: set[int] = set()
    for pid in trees:
        kept.update([pid], (process.pid for process in tree(pid)))
    return [process for process in descendants if process.pid not in kept]


def reap_adopted(known: Iterable[int]) -> None:
    """Collect ended children that this process did not start itself; `known` are those that it did."""
    started = set(known)
    with suppress(ChildProcessError):
        while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
            if ended.si_pid in started:
                return
            os.waitpid(ended.si_pid, os.WNOHANG)


def tree(pid: int) -> list[psutil.Process]:
    """The descendants of a process; none where it has ended."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def session(leader: int, mark: str | None = None) -> list[psutil.Process]:
    """The members of a session, without its leader; with `mark`, those whose environment carries it."""
    members = []
    for pid in psutil.pids():
        with suppress(psutil.Error, OSError):
            if pid != leader and os.getsid(pid) == leader:
                process = psutil.Process(pid)
                if mark is None or process.environ().get(RUN_MARK) == mark:
                    members.append(process)
    return members


def stop_tree(process: subprocess.Popen[bytes], stop_signal: signal.Signals, timeout_s: float) -> None:
    """Stop a child and all that it started; what is left after its time is killed."""
    family = {*tree(process.pid), *session(process.pid)}
    process.send_signal(stop_signal)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout_s)
    family.update(tree(process.pid), session(process.pid))
    process.kill()
    process.wait()
    kill(family)


def stop_strangers(
    processes: Iterable[psutil.Process], stop_signal: signal.Signals, timeout_s: float
) -> None:
    """Stop processes that are not this process' children, with all under them."""
    found = set(processes)
    family = found.union(*(tree(process.pid) for process in found))
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(stop_signal)
    kill(_wait_gone(family, timeout_s))


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill processes and wait until they are gone."""
    left = [process for process in processes if runs(process)]
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    _wait_gone(left, KILL_TIMEOUT_S)


def runs(process: psutil.Process) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _boot() -> str:
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""


def _wait_gone(processes: Iterable[psutil.Process], timeout_s: float) -> list[psutil.Process]:
    deadline = time.monotonic() + timeout_s
    left = [process for process in processes if runs(process)]
    while left and time.monotonic() < deadline:
        time.sleep(POLL_S)
        left = [process for process in left if runs(process)]
    return left


def _ends_with(parent: int, stop_signal: signal.Signals) -> Callable[[], None]:
    def leave_with_parent() -> None:
        if not set_death_signal(int(stop_signal), parent):
            os._exit(1)

    return leave_with_parent
