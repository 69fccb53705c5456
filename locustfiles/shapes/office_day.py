"""Office day: a morning peak, lunch, an afternoon peak, an evening. For figures that depend on the hour."""

from locustfiles.common.curve import Curve, Knob
from locustfiles.common.curves import day
from locustfiles.common.named import is_named

LEVELS_PERCENT = (10, 40, 100, 60, 100, 50, 20)


class OfficeDay(Curve):
    """10, 40, 100, 60, 100, 50 and 20 percent of -u users, evenly over the day."""

    abstract = not is_named(__file__)
    knobs = (
        Knob("--day-length", "24m", "how long a day takes"),
        Knob("--days", "1", "how many days"),
    )

    def users_at(self, seconds: float) -> float | None:
        length = self.knob("day_length")
        if seconds >= length * self.knob("days"):
            return None
        return day(seconds % length, LEVELS_PERCENT, self.peak, length)
