"""The catalogue of mistakes: complete, told, tested."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from roadmap.mistake import Mistake, ObjectRef, Statement, Target, mistakes
from roadmap.probing.plan import explain
from roadmap.prove import prove
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


def test_probing_does_not_count_as_use(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("create table probed as select i as id from generate_series(1, 9000) i"))
        connection.execute(text("create index probed_id on probed (id)"))
    statement = Statement("select * from probed where id = 7")
    target = Target(ObjectRef("statement", "probed.by_id"), statement, statement)
    prove(database, replace(mistakes()["offset_pagination"], probe=_explained), target)
    with database.connect() as connection:
        scans = text("select idx_scan from pg_stat_all_indexes where indexrelname = 'probed_id'")
        assert connection.scalar(scans) == 0


def _explained(connection: Connection, target: Target) -> None:
    assert target.statement is not None
    connection.execute(text("set local enable_seqscan = off"))
    assert explain(connection, target.statement).indexes() == {"probed_id"}
    connection.execute(text("select pg_stat_force_next_flush()"))
