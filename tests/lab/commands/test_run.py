"""`flask lab run` as a user meets it: refusals here, a real run in test_run_played.py."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lab.commands.run import command


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "x"), "--days 1-10"),
        (("--out", "x", "--days", "9-1"), "run backwards"),
        (("--out", "x", "--days", "1-999"), "flask roadmap list"),
        (("--out", "x", "--days", "1-2", "--control", "--error-rate", "0.5"), "one of the two"),
        (("--out", "x", "--resume"), "without --resume"),
        (("--out", "x", "--resume", "--reset"), "one of the two"),
        (("--out", "x", "--days", "1-2", "--tool-hook", "a=true", "--tool-hook", "a=true"), "NAME=COMMAND"),
    ],
)
def test_wrong_usage_is_one_line_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.exit_code, done.output.count("\n"), words in done.output) == (2, 1, True), done.output
    assert list(tmp_path.iterdir()) == []


def test_options_of_a_resumed_run_are_refused_by_name(tmp_path: Path) -> None:
    from lab.experiment.begin import begin
    from lab.experiment.options import Options

    begin(tmp_path / "first", Options(1, 2, 0.5, 5, 0.01, 42, False, None), reset=False)
    done = run("--out", str(tmp_path / "first"), "--resume", "--users", "9", "--days", "1-4")
    assert (done.exit_code, "--days" in done.output, "--users" in done.output) == (2, True, True)
