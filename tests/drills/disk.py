"""A small disk of its own for a lab, which a drill fills and makes larger."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOMY = "4g"


@dataclass(frozen=True)
class Disk:
    """A tmpfs at `folder`."""

    folder: Path

    @property
    def free(self) -> int:
        """Bytes that are left."""
        return shutil.disk_usage(self.folder).free

    def fill(self, leave_kb: int = 0) -> None:
        """Leave next to nothing: the disk shrinks to what it holds, and a file takes what is left then."""
        with self.ballast.open("ab", buffering=0) as ballast:
            while not self._resize(f"{shutil.disk_usage(self.folder).used // 1024 + 1024 + leave_kb}k"):
                pass  # somebody wrote more meanwhile than there would have been room for
            while (over := self.free - leave_kb * 1024) > 0:
                try:
                    ballast.write(bytes(over))
                except OSError:
                    break

    def make_room(self) -> None:
        """Be a large disk again."""
        self.ballast.unlink(missing_ok=True)
        assert self._resize(ROOMY), "the disk could not be made larger"

    @property
    def ballast(self) -> Path:
        """The file that takes the room."""
        return self.folder / "ballast"

    def _resize(self, size: str) -> bool:
        mount = ["mount", "-o", f"remount,size={size}", str(self.folder)]
        return subprocess.run(mount, check=False, capture_output=True).returncode == 0


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A disk where the databases' own account gets to; skips where nothing may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="taskpilot-disk-", dir="/var/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOMY},mode=755", "tmpfs", str(folder)]
    try:
        if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("needs root and the right to mount a tmpfs")
        try:
            yield Disk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        folder.rmdir()
