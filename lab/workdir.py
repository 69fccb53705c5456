"""Working folders of commands that start servers of their own, beside the lab's data and removed at the end.

One that a killed command left is removed by the next command that wants one.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.hold import hold_of, holding, is_held
from lab.unprivileged import Account, service_home
from webapp.paths import lab_dir

PREFIX = "work-"


@contextmanager
def work_folder(account: Account) -> Iterator[Path]:
    """A folder of the account's, for the length of the block."""
    home = service_home(lab_dir(), account)
    sweep(home)
    folder = home / f"{PREFIX}{secrets.token_hex(6)}"
    hold = hold_of(folder.name)
    try:
        with holding(hold):
            with account.acting():
                folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        hold.unlink(missing_ok=True)


def sweep(home: Path) -> None:
    """Remove the working folders that nobody holds any more."""
    for left in home.glob(f"{PREFIX}*"):
        if not is_held(hold_of(left.name)):
            shutil.rmtree(left, ignore_errors=True)
            hold_of(left.name).unlink(missing_ok=True)
