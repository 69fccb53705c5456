"""Each promise has a mechanism that can be broken, and each way of breaking it still finds its lines."""

from pathlib import Path

import pytest

from tests.drills.mutation import Mutation, mutations

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutation", mutations(), ids=lambda mutation: mutation.name)
def test_a_mutation_changes_lines_that_are_there_once(mutation: Mutation) -> None:
    assert mutation.occurrences(ROOT) == 1
    assert mutation.old != mutation.new
    assert (ROOT / mutation.drill.split("::")[0]).exists()
    assert f"pytest.mark.promise({mutation.promise})" in (ROOT / mutation.drill.split("::")[0]).read_text()
