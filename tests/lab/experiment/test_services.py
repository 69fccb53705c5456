"""What a run's services leave behind."""

import fcntl
import os
from pathlib import Path

from lab.experiment.services import RUNS, purge_runs
from lab.unprivileged import service_account, service_home


def test_what_runs_left_goes_also_where_it_lies_outside(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    home = tmp_path / RUNS / "killed"
    data = service_home(home, service_account())
    assert set(purge_runs(tmp_path)) == {data, home}
    assert not (data.exists() or home.exists())


def test_a_run_that_is_played_now_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / RUNS / "playing"
    home.mkdir(parents=True)
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert purge_runs(tmp_path) == []
    assert home.exists()
    os.close(descriptor)
    assert purge_runs(tmp_path) == [home]
