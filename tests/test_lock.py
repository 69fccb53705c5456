"""The lock holds everything that is installed, so that installing it asks no resolver.

Older versions of pip choose the newest release of a requirement with an extra before they look at the lock,
and then refuse it for having no hash: a clone would stop installing on the day somebody else publishes one.
"""

import re
import subprocess
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINNED = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements.txt").read_text(), re.M)
}


def _wanted(requirement: Requirement) -> list[Requirement]:
    found = []
    for line in distribution(requirement.name).requires or []:
        inner = Requirement(line)
        extras = ("", *requirement.extras)
        if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
            found.append(inner)
    return found


def test_the_lock_pins_everything_that_is_needed():
    to_do, seen = [Requirement("taskpilot[dev]")], set()
    while to_do:
        for inner in _wanted(to_do.pop()):
            name = canonicalize_name(inner.name)
            assert PINNED.get(name), f"{inner} is not in requirements.txt"
            assert inner.specifier.contains(PINNED[name], prereleases=True), f"{inner} is not {PINNED[name]}"
            if str(inner) not in seen:
                seen.add(str(inner))
                to_do.append(inner)
    assert len(seen) > 50


def test_installing_takes_the_lock_as_it_is():
    made = subprocess.run(
        ["make", "--dry-run", "--always-make", "install"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.search(r"pip .*install --no-deps --require-hashes -r requirements\.txt", made)


def test_each_locked_version_was_looked_at() -> None:
    """docs/DEPENDENCIES.md is the pass by hand, for where no source of advisories answers."""
    page = (ROOT / "docs" / "DEPENDENCIES.md").read_text()
    looked_at = re.findall(r"^\| ([\w.-]+) \| ([\w.]+) \|", page, re.M)
    assert dict(looked_at) | {"package": "locked"} == PINNED | {"package": "locked"}
