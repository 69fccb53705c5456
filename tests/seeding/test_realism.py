"""The seeded data is coherent: none of the checks finds a row that contradicts another."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

import seeding

CHECKS = sorted((Path(seeding.__file__).parent / "checks").glob("*.sql"))


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_no_row_contradicts_another(check: Path, seeded_once: Engine) -> None:
    with seeded_once.connect() as connection:
        assert connection.exec_driver_sql(check.read_text()).scalar_one() == 0
