"""A whole trial: two copies, the advice on one, the same load on both in turn, and the comparison."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from lab.plan import lab_settings
from lab.trial.advice import Application, apply_advice, require_within_a_database
from lab.trial.apps import App, app_on_each
from lab.trial.compare import Figure, Verdict, compare, verdict
from lab.trial.copies import Say, Source, two_copies
from lab.trial.play import Load, Play, play
from lab.unprivileged import service_account
from lab.workdir import work_folder
from webapp.paths import lab_dir

ORDER = "abba"
WARM_UP_S = 5
SIZES = text("""
    select n.nspname || '.' || c.relname as name, pg_relation_size(c.oid) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'i', 'm', 't') and n.nspname not in ('pg_catalog', 'information_schema', 'lab')
""")

Sizes = dict[str, int]


@dataclass(frozen=True)
class Trial:
    """What came of it; sizes are the relations' bytes after the advice, on each side."""

    source: str
    load: Load
    rounds: int
    application: Application
    sizes: tuple[Sizes, Sizes]
    plays: list[Play]

    @property
    def figures(self) -> list[Figure]:
        """The sides' figures."""
        return compare(self.plays)

    @property
    def verdict(self) -> Verdict:
        """Benefit, harm, both or neither."""
        return verdict(self.figures)

    @property
    def resized(self) -> dict[str, int]:
        """Bytes by which each relation differs with the advice, the largest first."""
        without, with_ = self.sizes
        changes = {name: with_.get(name, 0) - without.get(name, 0) for name in {**without, **with_}}
        return dict(sorted(((n, c) for n, c in changes.items() if c), key=lambda item: -abs(item[1])))

    @property
    def grown(self) -> int:
        """Bytes by which the whole differs with the advice."""
        return sum(self.sizes[1].values()) - sum(self.sizes[0].values())

    def as_json(self) -> dict[str, Any]:
        """The report."""
        return {
            "schema": "taskpilot.trial/1",
            "verdict": str(self.verdict),
            "source": self.source,
            "load": {**vars(self.load), "rounds": self.rounds, "order": ORDER * self.rounds},
            "advice": {
                "wal_bytes": self.application.wal_bytes,
                "statements": [one.as_json() for one in self.application.applied],
            },
            "bytes": {"without": sum(self.sizes[0].values()), "with": sum(self.sizes[1].values())},
            "resized": self.resized,
            "figures": [figure.as_json() for figure in self.figures],
            "plays": [one.as_json() for one in self.plays],
        }


def trial(admin: URL, own: URL, advice: list[str], load: Load, rounds: int, say: Say) -> Trial:
    """Try the statements on a copy of the database behind `own`; all that is made for it is gone after."""
    require_within_a_database(advice)
    settings, account = lab_settings(), service_account()
    logs = lab_dir() / "logs" / "trial"
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    with work_folder(account) as home:
        source = Source(admin, own, home, account, settings, say)
        with two_copies(source) as copies:
            urls = [url.render_as_string(hide_password=False) for url in copies]
            say(f"applying {len(advice)} statements to one of them …")
            application = apply_advice(urls[1], source.database, advice)
            sizes = _sizes(urls[0]), _sizes(urls[1])
            with app_on_each(copies, settings, home, account, logs) as apps:
                plays = list(_plays(apps, load, rounds, logs, say))
    return Trial(source.database, load, rounds, application, sizes, plays)


def _plays(apps: tuple[App, App], load: Load, rounds: int, logs: Path, say: Say) -> Iterator[Play]:
    sides = dict(zip("ab", apps, strict=True))

    def one(side: str, how: Load) -> Play:
        app = sides[side]
        return play(side, app.host, app.database, how, dict(app.environment), logs / "locust.log")

    say("warming both up …")
    for side in "ab":
        one(side, Load(load.users, min(WARM_UP_S, load.seconds), load.seed, load.think_time))
    order = ORDER * rounds
    for number, side in enumerate(order, start=1):
        say(f"play {number} of {len(order)}: {'with' if side == 'b' else 'without'} the advice …")
        yield one(side, load)


def _sizes(url: str) -> Sizes:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return {row.name: row.bytes for row in connection.execute(SIZES)}
