"""Who runs the database servers when the lab is started by root, and where that user can reach.

PostgreSQL refuses to run as root. The lab drops to `nobody` and gives that user one folder of its own; no
permission of a folder that is not the lab's is touched. Root writes in that folder only while acting as its
owner, so that nothing which runs as `nobody` can lead root's writes elsewhere by a link.
"""

import os
import pwd
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.death_signal import death_signal, set_death_signal
from webapp.refusal import Refusal

ACCOUNT = "nobody"
OUTSIDE = (
    Path("/var/lib"),
    Path("/var/tmp"),  # noqa: S108 - names of 24 random digits  # nosec B108
)
OUTSIDE_NAME = re.compile(r"taskpilot-[0-9a-f]{24}")


class HomeRefused(Refusal):
    """The folder of the services' data is not one that the lab may use."""


@dataclass(frozen=True)
class Account:
    """A user and group that own the services' files; `uid` is None where no drop is needed."""

    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict[str, Any]:
        """Options for subprocess that run a program as this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Let this process touch files with this account's rights only, and make files that it owns."""
        if self.uid is None or self.gid is None:
            yield
            return
        groups, gid, uid = os.getgroups(), os.getegid(), os.geteuid()
        parent, signal = os.getppid(), death_signal()
        os.setgroups([])
        os.setegid(self.gid)
        os.seteuid(self.uid)
        try:
            yield
        finally:
            os.seteuid(uid)
            os.setegid(gid)
            os.setgroups(groups)
            if signal and not set_death_signal(signal, parent):
                os.kill(os.getpid(), signal)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter each folder on the way to `path`, and `path` itself if it exists."""
        if self.uid is None:
            return True
        real = path.resolve()
        return all(self._enters(folder) for folder in (real, *real.parents) if folder.exists())

    def owns(self, path: Path) -> bool:
        """Whether a file or folder, not followed where it is a link, is this account's."""
        return path.lstat().st_uid == (os.geteuid() if self.uid is None else self.uid)

    def _enters(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def service_account() -> Account:
    """`nobody` when root asks, otherwise whoever is asking."""
    if os.geteuid() != 0:
        return Account()
    entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid)


def service_home(lab: Path, account: Account) -> Path:
    """The folder for the services' data, made if need be: `lab`/services, or one that `lab`/home names.

    Outside where the account cannot reach `lab` (a clone in root's home): a folder of its own with an
    unpredictable name and mode 0700, which `purge_home` removes. HomeRefused where it is somebody else's.
    """
    lab.mkdir(parents=True, exist_ok=True)
    home = _outside(lab) or (lab / "services" if account.reaches(lab) else _new_outside(lab))
    if not home.exists():
        home.mkdir(mode=0o700)
        if account.uid is not None and account.gid is not None:
            os.chown(home, account.uid, account.gid, follow_symlinks=False)
    if not account.owns(home):
        raise HomeRefused(
            f"{home} belongs to another user: run the lab as the user who made it, or remove that folder"
        )
    return home


def purge_home(lab: Path) -> list[Path]:
    """Remove the services' data, wherever it is; returns what was removed."""
    removed = [home for home in (lab / "services", _outside(lab)) if home is not None and home.exists()]
    for home in removed:
        shutil.rmtree(home)
    (lab / "home").unlink(missing_ok=True)
    return removed


def _outside(lab: Path) -> Path | None:
    pointer = lab / "home"
    if not pointer.exists():
        return None
    home = Path(pointer.read_text().strip())
    if home.parent not in OUTSIDE or not OUTSIDE_NAME.fullmatch(home.name):
        raise HomeRefused(f"{pointer} names {home}, which is no folder of the lab's: remove {pointer}")
    return home


def _new_outside(lab: Path) -> Path:
    folder = next(folder for folder in OUTSIDE if os.access(folder, os.W_OK))
    home = folder / f"taskpilot-{secrets.token_hex(12)}"
    (lab / "home").write_text(f"{home}\n")
    return home
