"""The catalogue of mistakes: complete, told, tested."""

from pathlib import Path

import pytest

from roadmap.mistake import Mistake, ObjectRef, mistakes
from webapp.paths import ROOT

SLUGS = sorted(mistakes())


@pytest.fixture(params=SLUGS)
def mistake(request: pytest.FixtureRequest) -> Mistake:
    return mistakes()[request.param]


def test_each_mistake_is_told(mistake: Mistake) -> None:
    told = (mistake.title, mistake.story, mistake.consequence, mistake.remedy, mistake.proof, mistake.tools)
    assert all(told)
    assert not mistake.title.endswith(".")


def test_each_lab_check_is_named_for_its_mistake(mistake: Mistake) -> None:
    assert mistake.check == f"lab:{mistake.slug}" or mistake.check.isalnum()


def test_each_mistake_has_its_tests(mistake: Mistake) -> None:
    assert (ROOT / f"tests/roadmap/mistakes/test_{mistake.slug}.py").is_file()


def test_each_test_has_its_mistake() -> None:
    files = Path(ROOT / "tests/roadmap/mistakes").glob("test_*.py")
    assert {file.stem.removeprefix("test_") for file in files} <= set(SLUGS)


def test_reference_is_written_as_the_ground_truth_does() -> None:
    ref = ObjectRef("index", "ix_issues_board", table="issues")
    assert ref.document() == {
        "kind": "index", "schema": "public", "name": "ix_issues_board", "table": "issues",
    }  # fmt: skip
