"""docs/RELIABILITY.md is about the drills and mutations that there are."""

import re
from pathlib import Path

from tests.drills.mutation import mutations

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "RELIABILITY.md").read_text()
PROMISES = range(1, 12)


def promised() -> dict[int, list[str]]:
    """The drills' files by the promise that they name."""
    found: dict[int, list[str]] = {number: [] for number in PROMISES}
    for path in Path(__file__).parent.glob("test_*.py"):
        for number in re.findall(r"^pytestmark = .*pytest\.mark\.promise\((\d+)\)", path.read_text(), re.M):
            found[int(number)].append(path.name)
    return found


def test_every_promise_has_its_drills_on_the_page() -> None:
    for number, files in promised().items():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| {number}. "))
        assert files, f"promise {number} has no drill"
        assert [name for name in files if name not in row] == []


def test_every_promise_has_a_mutation_and_each_is_on_the_page() -> None:
    assert {mutation.promise for mutation in mutations()} == set(PROMISES)
    assert [one.name for one in mutations() if f"| `{one.name}` | {one.breaks} |" not in PAGE] == []


def test_no_mutation_on_the_page_is_gone() -> None:
    assert set(re.findall(r"`(p\d\d_\w+)`", PAGE)) == {mutation.name for mutation in mutations()}
