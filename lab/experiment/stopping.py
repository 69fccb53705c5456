"""How a run is told to stop: once, and the day ends early and in order; twice, and the day is dropped."""

import signal
from types import FrameType

from lab.signals import StopRequested, StopSignals


class RunSignals(StopSignals):
    """The first signal sets `requested`; a second one raises StopRequested wherever the run is."""

    def hold_back(self) -> None:
        """From now on the first signal interrupts nothing: days end in order."""
        self._interrupts = False
        if self.requested:
            raise StopRequested

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.requested and number in (signal.SIGINT, signal.SIGTERM):
            raise StopRequested
        super()._handle(number, frame)
