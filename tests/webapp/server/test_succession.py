"""Which process may end when gunicorn tells it to."""

from pathlib import Path

import pytest

from webapp.server.succession import Succession


@pytest.fixture
def succession(tmp_path: Path) -> Succession:
    """Two processes that serve."""
    made = Succession(tmp_path)
    made.ready(1)
    made.ready(2)
    return made


def test_a_process_that_nobody_replaces_may_end(succession: Succession) -> None:
    assert succession.may_end(1, processes=2)


def test_a_process_that_is_replaced_goes_on_until_all_its_successors_serve(succession: Succession) -> None:
    succession.begin(2)
    assert not succession.may_end(1, processes=2)
    succession.ready(3)
    assert not succession.may_end(1, processes=2)
    succession.ready(4)
    assert succession.may_end(1, processes=2)


def test_a_successor_that_died_does_not_count(succession: Succession) -> None:
    succession.begin(2)
    succession.ready(3)
    succession.ready(4)
    succession.ended(3)
    assert not succession.may_end(1, processes=2)


def test_a_successor_itself_may_end(succession: Succession) -> None:
    succession.begin(2)
    assert succession.may_end(3, processes=2)
