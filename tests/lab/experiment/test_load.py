"""How a run's users are spread over the personas."""

import pytest

from lab.experiment.load import shared

MIX = {"RegularUser": 50, "BackgroundJobs": 10, "PowerUser": 5, "DashboardUser": 3}


@pytest.mark.parametrize(
    ("total", "counts"),
    [
        (68, {"RegularUser": 50, "BackgroundJobs": 10, "PowerUser": 5, "DashboardUser": 3}),
        (20, {"RegularUser": 16, "BackgroundJobs": 2, "PowerUser": 1, "DashboardUser": 1}),
        (4, {"RegularUser": 1, "BackgroundJobs": 1, "PowerUser": 1, "DashboardUser": 1}),
        (2, {"RegularUser": 1, "BackgroundJobs": 1, "PowerUser": 0, "DashboardUser": 0}),
    ],
)
def test_every_persona_gets_its_part(total: int, counts: dict[str, int]) -> None:
    assert shared(total, MIX) == counts


def test_no_user_is_lost_or_added() -> None:
    assert all(sum(shared(total, MIX).values()) == total for total in range(1, 300))
