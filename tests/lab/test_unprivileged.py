"""Where the services' data go, and with whose rights root touches them."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.death_signal import death_signal, set_death_signal
from lab.unprivileged import Account, HomeRefused, purge_home, service_account, service_home

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops its rights")


@pytest.fixture
def open_lab() -> Iterator[Path]:
    """A lab folder that everybody may enter."""
    lab = Path("/var/tmp") / f"taskpilot-test-{os.getpid()}"
    lab.mkdir(mode=0o755)
    yield lab
    purge_home(lab)
    lab.rmdir()


@pytest.fixture
def closed_lab(tmp_path: Path) -> Iterator[Path]:
    """A lab folder below one that only its owner may enter, as a clone in root's home is."""
    tmp_path.chmod(0o700)
    lab = tmp_path / ".lab"
    yield lab
    purge_home(lab)


def test_data_stay_in_the_clone_where_the_account_reaches_it(open_lab: Path) -> None:
    assert service_home(open_lab, service_account()) == open_lab / "services"


@as_root
def test_data_go_outside_where_the_account_does_not_reach_the_clone(closed_lab: Path) -> None:
    home = service_home(closed_lab, service_account())
    assert home.parent in (Path("/var/lib"), Path("/var/tmp"))
    assert home.stat().st_mode & 0o777 == 0o700
    assert closed_lab.parent.stat().st_mode & 0o777 == 0o700


@as_root
def test_the_folder_outside_is_found_again(closed_lab: Path) -> None:
    assert service_home(closed_lab, service_account()) == service_home(closed_lab, service_account())


@as_root
def test_each_clone_has_a_folder_of_its_own(closed_lab: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    first, second = (service_home(lab, service_account()) for lab in (closed_lab, other))
    purge_home(other)
    assert first != second


def test_an_ordinary_user_keeps_data_in_the_clone(closed_lab: Path) -> None:
    assert service_home(closed_lab, Account()) == closed_lab / "services"


def test_purge_removes_the_data_and_forgets_the_folder(closed_lab: Path) -> None:
    home = service_home(closed_lab, service_account())
    assert purge_home(closed_lab) == [home]
    assert not home.exists()
    assert purge_home(closed_lab) == []


def test_a_folder_that_is_not_the_labs_is_never_removed(closed_lab: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    closed_lab.mkdir()
    (closed_lab / "home").write_text(f"{precious}\n")
    with pytest.raises(HomeRefused, match="which is no folder of the lab's"):
        purge_home(closed_lab)
    assert precious.exists()
    (closed_lab / "home").unlink()


@as_root
def test_another_users_folder_is_refused(open_lab: Path) -> None:
    (open_lab / "services").mkdir()
    with pytest.raises(HomeRefused, match="belongs to another user"):
        service_home(open_lab, service_account())


@as_root
def test_root_is_not_led_out_of_the_folder_by_a_link(open_lab: Path, tmp_path: Path) -> None:
    account, target = service_account(), tmp_path / "roots"
    target.write_text("untouched")
    link = service_home(open_lab, account) / "valkey.conf"
    link.symlink_to(target)
    with pytest.raises(PermissionError), account.acting():
        link.write_text("led astray")
    assert target.read_text() == "untouched"


@as_root
def test_root_has_its_rights_back_after_acting(open_lab: Path) -> None:
    groups = os.getgroups()
    with service_account().acting():
        assert os.geteuid() != 0
    assert (os.geteuid(), os.getegid(), os.getgroups()) == (0, 0, groups)


def test_a_process_that_acted_as_another_still_ends_with_its_parent(open_lab: Path) -> None:
    """The kernel forgets the signal when the effective user changes."""
    before, parent = death_signal(), os.getppid()
    set_death_signal(signal.SIGTERM, parent)
    try:
        with service_account().acting():
            pass
        assert death_signal() == signal.SIGTERM
    finally:
        set_death_signal(before, parent)
