"""Who runs the servers when the lab is started by root, and where that user can reach.

PostgreSQL refuses to run as root. The lab drops to `nobody` and gives that user one folder of its own; no
permission of a folder that is not the lab's is touched.
"""

import os
import pwd
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCOUNT = "nobody"


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

    def own(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter each folder on the way to `path`, and `path` itself if it exists."""
        if self.uid is None:
            return True
        return all(self._enters(folder) for folder in (path, *path.parents) if folder.exists())

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
    """The folder for the services' data: `lab`/services, or one outside that `lab`/home names.

    Outside where the account cannot reach `lab` (a clone in root's home): a folder of its own with an
    unpredictable name and mode 0700, which `purge_home` removes.
    """
    lab.mkdir(parents=True, exist_ok=True)
    inside = lab / "services"
    pointer = lab / "home"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
    elif account.reaches(lab):
        home = inside
    else:
        home = Path("/var/tmp") / f"taskpilot-{secrets.token_hex(12)}"  # noqa: S108 - outlives a reboot
        pointer.write_text(f"{home}\n")
    if not home.exists():
        home.mkdir(mode=0o700)
    account.own(home)
    return home


def purge_home(lab: Path) -> list[Path]:
    """Remove the services' data, wherever it is; returns what was removed."""
    pointer = lab / "home"
    homes = [lab / "services"]
    if pointer.exists():
        homes.append(Path(pointer.read_text().strip()))
    removed = [home for home in homes if home.exists()]
    for home in removed:
        shutil.rmtree(home)
    pointer.unlink(missing_ok=True)
    return removed
