"""Signals that end the lab, and a wait that a signal or a child's death cuts short.

A signal only sets a flag, so that no step of the supervisor is left half done; long work that may be
abandoned (seeding) asks to be interrupted.
"""

import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

DRAIN_BYTES = 4096


class StopRequested(BaseException):
    """Raised inside `interrupting` when the lab is told to stop; no `except Exception` holds it."""


class StopSignals:
    """While entered, SIGINT, SIGTERM and SIGHUP set `requested`; SIGHUP not where it is ignored (nohup).

    SIGINT counts also where it was ignored, as a shell has it for what a script puts in the background.
    """

    def __init__(self) -> None:
        self.requested = False
        self._interrupts = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        ending = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            ending.append(signal.SIGHUP)
        for number in ending:
            self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._reader.close()
        self._writer.close()

    def wait(self, timeout_s: float) -> None:
        """Wait for a time, or less where a signal or a child's death comes."""
        if select.select([self._reader], [], [], timeout_s)[0]:
            self._reader.recv(DRAIN_BYTES)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Raise StopRequested inside the block as soon as the lab is told to stop."""
        self._interrupts = True
        try:
            if self.requested:
                raise StopRequested
            yield
        finally:
            self._interrupts = False

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
        if self._interrupts:
            self._interrupts = False
            raise StopRequested
