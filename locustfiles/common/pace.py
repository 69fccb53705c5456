"""How fast a persona goes, as its file declares it."""


class Pace:
    """Means of one round: from them the gate against idle runs knows what to expect of a user.

    `rest_s` is the pause between rounds in seconds, from and to. `round_think_s` are all pauses of a round,
    the rest included. `reaches` names requests that no run of some length may lack.
    """

    rest_s: tuple[float, float] = (10.0, 30.0)
    round_requests: float = 1.0
    round_think_s: float = 20.0
    reaches: tuple[str, ...] = ()

    ALLOWED_S = 0.5

    @classmethod
    def pace_per_s(cls, think_time_factor: float) -> float:
        """Requests a second of one user, where each is answered within ALLOWED_S seconds."""
        return cls.round_requests / (
            cls.round_think_s * think_time_factor + cls.ALLOWED_S * cls.round_requests
        )
