"""`flask seed` says what it will do, what it did, and in one line what it cannot do."""

import json

import pytest
from click.testing import CliRunner, Result

from seeding.cli import seed
from seeding.sizing import NoRoom, check_room, parse_size, scale_for
from seeding.spec import SpecError


@pytest.fixture(autouse=True)
def _own_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)


def call(*options: str) -> Result:
    """Run `flask seed` with these options."""
    return CliRunner().invoke(seed, options)


def test_seed_prints_its_summary_as_json() -> None:
    summary = json.loads(call("--scale", "0.0001", "--jobs", "1", "--json").stdout)
    assert summary["rows"]["issues"] == 50
    assert summary["seconds"].keys() == {"load", "indexes and keys", "statistics"}


def test_size_is_met() -> None:
    before = json.loads(call("status", "--json").stdout)["database_bytes"]
    after = json.loads(call("--size", "40MiB", "--jobs", "1", "--json").stdout)["database_bytes"]
    assert after - before == pytest.approx(40 * 2**20, rel=0.05)


def test_dry_run_shows_the_plan_and_loads_nothing() -> None:
    assert "comments" in call("--scale", "0.01", "--dry-run").output
    assert json.loads(call("status", "--json").stdout)["state"] == "empty"


def test_status_tells_the_spec_of_a_seed() -> None:
    call("--scale", "0.0001", "--seed", "5", "--until", "2026-02-03", "--jobs", "1")
    status = json.loads(call("status", "--json").stdout)
    assert status["state"] == "seeded"
    assert status["spec"] == {"scale": 0.0001, "seed": 5, "until": "2026-02-03", "generation": 1}


def test_reset_replaces_the_rows_and_their_numbers() -> None:
    call("--scale", "0.0002", "--jobs", "1")
    summary = json.loads(call("--scale", "0.0001", "--reset", "--jobs", "1", "--json").stdout)
    assert summary["rows"]["issues"] == 50
    assert call("check").exit_code == 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--scale", "5000"), "scale 5000 is not between"),
        (("--size", "lots"), "write it like 10GiB"),
        (("--size", "2TiB"), "is not between 1MiB and 1TiB"),
        (("--scale", "1", "--size", "1GiB"), "not both"),
        (("--reset", "--resume"), "not both"),
    ],
)
def test_wrong_usage_is_refused_in_one_line(options: tuple[str, ...], reason: str) -> None:
    answer = call(*options)
    assert answer.exit_code == 2
    assert reason in answer.output


@pytest.mark.parametrize(
    ("words", "size"), [("10GiB", 10 * 2**30), ("1 MiB", 2**20), ("500MB", 500_000_000), ("1t", 2**40)]
)
def test_sizes_are_read_in_the_usual_ways(words: str, size: int) -> None:
    assert parse_size(words) == size


def test_scale_1_is_10_gib() -> None:
    assert scale_for(10 * 2**30) == pytest.approx(1, abs=0.05)


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(SpecError, match="is none"):
        parse_size("10 elephants")


def test_too_little_disk_is_refused() -> None:
    with pytest.raises(NoRoom, match=r"1.0 GB free and the seed needs 2.0 GB"):
        check_room(10**9, 2 * 10**9)


def test_enough_disk_is_not_refused() -> None:
    check_room(2 * 10**9, 10**9)
