"""How long people think: pauses in seconds, times a factor per persona that may change while they think."""

import time

from gevent.event import Event

LARGEST_FACTOR = 100.0


class ThinkTime:
    """The factors of this process; 1 for each persona that nobody has turned."""

    def __init__(self) -> None:
        self.factors: dict[str, float] = {}
        self._changed = Event()

    def turn(self, factors: dict[str, float]) -> None:
        """Set the factors; whoever is thinking goes on with the new one."""
        if factors == self.factors:
            return
        self.factors = dict(factors)
        changed, self._changed = self._changed, Event()
        changed.set()

    def factor(self, persona: str) -> float:
        """The factor of a persona."""
        return self.factors.get(persona, 1.0)

    def pause(self, persona: str, seconds: float) -> None:
        """Think for `seconds` times the persona's factor, as it is at each moment."""
        while seconds > 0:
            factor = self.factor(persona)
            if factor == 0:
                return
            started = time.perf_counter()
            if not self._changed.wait(seconds * factor):
                return
            seconds -= (time.perf_counter() - started) / factor


think = ThinkTime()
