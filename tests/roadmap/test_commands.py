"""`flask roadmap …`: what the commands print and how they end."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from roadmap.apply import apply_until
from roadmap.cli import roadmap

pytestmark = pytest.mark.usefixtures("small_roadmap")
Run = Callable[..., Result]


@pytest.fixture
def run(tracker: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of the roadmap on `tracker`."""
    monkeypatch.setenv("DATABASE_URL", tracker.url.render_as_string(hide_password=False))
    return lambda *words: CliRunner().invoke(roadmap, list(words))


def document(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def test_apply_and_revert_print_a_line_a_change(run: Run) -> None:
    applied = run("apply", "--day", "2").stdout.splitlines()
    assert [line.split()[3] for line in applied[:3]] == ["d01a_gadgets", "d02a_gadget_index", "d02b_due_note"]
    assert applied[-1] == "at the end of day 2 (revision d02b_due_note)"
    assert run("revert", "--day", "0").stdout.splitlines()[-1] == (
        "back at the end of day 0 (revision baseline)"
    )


def test_nothing_that_apply_prints_gives_a_way_away(run: Run) -> None:
    output = run("apply", "--day", "2").output
    assert "flawed" not in output
    assert "clean" not in output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("apply", "--day", "61"), "day 61 is not one of the roadmap's days (0 to 2)"),
        (("apply", "--day", "1", "--control", "--error-rate", "1"), "give one of the two"),
        (("apply", "--day", "1", "--lock-timeout", "soon"), "'soon' is no length of time"),
        (("show", "d09"), "no change is called 'd09'"),
        (("simulate", "--engineer-rate", "Bob=1"), "'Bob=1' is not NAME=RATE"),
    ],
)
def test_wrong_usage_is_refused_in_words(run: Run, words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert (result.exit_code, message in result.output) == (2, True), result.output


def test_list_has_the_contract_of_the_design(run: Run) -> None:
    run("apply", "--day", "1")
    changes = document(run("list", "--json"))["changes"]
    assert {"id", "day", "engineer", "kind", "mistake", "title", "variants", "applied"} <= changes[0].keys()
    assert [change["applied"] for change in changes] == ["flawed", None, None]


def test_status_says_where_the_database_is(run: Run) -> None:
    run("apply", "--day", "1")
    state = document(run("status", "--json"))
    assert (state["day"], state["revision"], state["pending"], state["problems"]) == (
        1,
        "d01a_gadgets",
        2,
        [],
    )


def test_show_tells_the_story_and_what_it_cost(run: Run) -> None:
    assert "not applied here" in run("show", "d01a").stdout
    run("apply", "--day", "1")
    shown = run("show", "d01a").stdout
    assert "Let people hang gadgets on an issue." in shown
    assert "sessions waited" in shown


def test_verify_ends_with_one_where_the_database_denies_a_label(run: Run, tracker: Engine) -> None:
    apply_until(tracker, 1)
    assert run("verify").exit_code == 0
    with tracker.begin() as connection:
        connection.exec_driver_sql("drop index ix_gadgets_name")
    result = run("verify")
    assert (result.exit_code, "its claim does not hold" in result.output) == (1, True)


def test_expected_proves_where_it_can(run: Run) -> None:
    assert document(run("expected", "--day", "1", "--json"))["findings"][0]["present"] is None
    run("apply", "--day", "1")
    assert document(run("expected", "--day", "1", "--json"))["findings"][0]["present"] is True


def test_sql_prints_the_scripted_way_and_control_the_clean_one(run: Run) -> None:
    assert "ix_gadgets_issue_id" not in run("sql", "--day", "1").stdout
    assert "ix_gadgets_issue_id" in run("sql", "--day", "1", "--control").stdout
    assert "create index concurrently ix_issues_due_note" in run("sql", "--day", "2").stdout


def test_lint_sets_the_rules_beside_the_labels(run: Run) -> None:
    changes = document(run("lint", "--json"))["changes"]
    rules = {(change["change"], change["variant"]): change["rules"] for change in changes}
    assert "require-concurrent-index-creation" in rules["d02b_due_note", "flawed"]
    assert rules["d02b_due_note", "clean"] == []
