"""Axes in round figures."""

import pytest

from lab.report.scale import byte_ticks, bytes_words, day_ticks, log_ticks, ms_words, ticks


@pytest.mark.parametrize(
    ("largest", "steps"),
    [(0, [0, 1]), (10, [0, 2, 4, 6, 8, 10]), (7, [0, 2, 4, 6, 8]), (0.3, [0, 0.1, 0.2, 0.3])],
)
def test_steps_are_round_and_reach_the_largest(largest: float, steps: list[float]) -> None:
    assert ticks(largest) == pytest.approx(steps)


def test_bytes_step_in_their_own_units() -> None:
    assert [bytes_words(step) for step in byte_ticks(3 * 2**20)] == ["0 B", "1 MiB", "2 MiB", "3 MiB"]


def test_powers_of_ten_surround_a_range() -> None:
    assert log_ticks(0.3, 20) == [0.1, 1, 10, 100]
    assert log_ticks(1, 1) == [1, 10]


def test_days_are_named_as_far_as_there_is_room() -> None:
    assert day_ticks(1, 5, 10) == [1, 2, 3, 4, 5]
    assert day_ticks(0, 20, 5) == [0, 5, 10, 15, 20]


@pytest.mark.parametrize(
    ("ms", "words"), [(0.1234, "0.123 ms"), (123.4, "123 ms"), (12_345, "12.3 s"), (1000, "1 s")]
)
def test_times_fit_beside_an_axis(ms: float, words: str) -> None:
    assert ms_words(ms) == words
