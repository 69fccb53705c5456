"""`flask lab run`: play an experiment over simulated days."""

from pathlib import Path

import click
from click.core import ParameterSource
from rich.console import Console

from roadmap.plan import DEFAULT_SEED
from webapp.refusal import refuses

DEFAULT_SCALE = 0.01
OUTSIDE_THE_OPTIONS = {"out", "resume", "reset"}


@click.command("run")
@click.option("--days", metavar="A-B", help="The roadmap's days to play, such as 1-10.")
@click.option("--minutes-per-day", type=click.FloatRange(0.05, 1440), default=2.0, show_default=True,
              help="How long a day's load lasts after its changes.")  # fmt: skip
@click.option("--users", type=click.IntRange(1, 100_000), default=50, show_default=True,
              help="Users on the app, all the time.")  # fmt: skip
@click.option("--scale", type=click.FloatRange(0, min_open=True), default=DEFAULT_SCALE, show_default=True,
              help="Size of the data to begin with; 1 is 10 GiB.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="The run's folder, such as runs/first; its name is the run's.")  # fmt: skip
@click.option("--control", is_flag=True, help="Run every change the clean way: nothing is there to be found.")
@click.option("--error-rate", type=click.FloatRange(0, 1), help="Draw the flawed changes, at this rate.")
@click.option("--seed", type=click.IntRange(0), default=DEFAULT_SEED, show_default=True,
              help="Seed of the data and of the draws.")  # fmt: skip
@click.option("--tool-hook", "hooks", multiple=True, metavar="[NAME=]COMMAND",
              help="Run at the end of each day; its reports go to tools/NAME/day-NN.")  # fmt: skip
@click.option("--tool-timeout", type=click.FloatRange(1), default=600.0, show_default=True,
              help="Seconds after which a tool hook is ended.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped, as it was asked for.")
@click.option("--reset", is_flag=True, help="Remove an earlier run of that name first, its database too.")
@click.pass_context
@refuses
def command(
    context: click.Context,
    days: str | None,
    minutes_per_day: float,
    users: int,
    scale: float,
    out: Path,
    control: bool,
    error_rate: float | None,
    seed: int,
    hooks: tuple[str, ...],
    tool_timeout: float,
    resume: bool,
    reset: bool,
) -> None:
    """Play simulated days: the roadmap's changes under load, growth, samples, proofs, reports.

    Each day the engineers' changes are applied while people use the app, the data grows, and at the day's end
    every expected finding is proved, our detector looks, and your tools run. All of it is in the folder of
    --out, which ends with report.html. The run has a database of its own and leaves it there.

    A tool hook is a shell command. It finds DATABASE_URL (and DATABASE_ADMIN_URL where the server is
    embedded), the folder for its reports in TASKPILOT_OUT, TASKPILOT_DAY and TASKPILOT_RUN. Name it as
    'flask lab score --tool' does, so that the report scores it. One that fails is noted and ends nothing.

    Ctrl-C ends the day early and in order; a second one drops it. After that, or after a kill, --resume goes
    on and repeats at most one day. Exit code 1: stopped before the last day.

    \b
    Examples:
      flask lab run --days 1-10 --out runs/first
      flask lab run --days 1-20 --minutes-per-day 0.5 --users 20 --out runs/quick
      flask lab run --days 1-20 --control --out runs/control
      flask lab run --days 1-10 --tool-hook 'postgresai=./checkup.sh' --out runs/tool
      flask lab run --resume --out runs/first
    """
    from lab.experiment.begin import begin, resumed
    from lab.experiment.options import Options, day_range
    from lab.experiment.play import play
    from lab.experiment.refused import RunRefused

    if resume:
        given = [
            f"--{name.replace('_', '-')}"
            for name in context.params
            if name not in OUTSIDE_THE_OPTIONS
            and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        ]
        folder = resumed(out, given, reset)
    else:
        if days is None:
            raise RunRefused("say which days to play: --days 1-10 (or --resume, to go on with a run)")
        first, last = day_range(days)
        options = Options(
            first, last, minutes_per_day, users, scale, seed, control, error_rate, hooks, tool_timeout
        )
        folder = begin(out, options, reset)
    ending = play(folder, reset, Console(stderr=True))
    if ending.report is not None:
        click.echo(f"the report is {ending.report}")
    if not ending.complete:
        click.echo(f"go on with 'flask lab run --resume --out {out}'", err=True)
        context.exit(1)
