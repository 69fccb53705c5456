"""What squawk, a static linter of migrations, says of each change, beside what the labels say.

Its three rules that fire on nearly every statement are left out; a change's own transaction is kept.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from roadmap.catalogue import Revision
from roadmap.change import CLEAN, Variant
from roadmap.offline import sql_of_change
from roadmap.plan import CONTROL, EVERY_MISTAKE
from webapp.refusal import Refusal

NOISE = ("require-lock-timeout", "require-statement-timeout", "prefer-robust-stmts")
TIMEOUT_S = 60


class LinterMissing(Refusal):
    """squawk is not installed."""


@dataclass(frozen=True, slots=True)
class Linted:
    """The rules that fire on one way of one change."""

    revision: Revision
    way: Variant
    rules: tuple[str, ...]


def lint(revisions: tuple[Revision, ...]) -> list[Linted]:
    """Run squawk over every way of the changes, in one process; a repair is shown where it has work to do."""
    ways = [(revision, way) for revision in revisions for way in revision.change.variants]
    with tempfile.TemporaryDirectory() as folder:
        files = {str(Path(folder) / f"{revision.id}.{way}.sql"): (revision, way) for revision, way in ways}
        for path, (revision, way) in files.items():
            two_ways = len(revision.change.variants) > 1
            plan = CONTROL if two_ways and way == CLEAN else EVERY_MISTAKE
            Path(path).write_text(sql_of_change(revision, plan))
        fired: dict[str, set[str]] = {path: set() for path in files}
        for problem in _squawk(list(files)) if files else ():
            fired[problem["file"]].add(problem["rule_name"])
    return [Linted(revision, way, tuple(sorted(fired[path]))) for path, (revision, way) in files.items()]


def _squawk(paths: list[str]) -> list[dict[str, str]]:
    program = shutil.which("squawk", path=str(Path(sys.executable).parent)) or shutil.which("squawk")
    if program is None:
        raise LinterMissing("squawk is not installed; 'pip install squawk-cli' puts it beside flask")
    exclude = [f"--exclude={','.join(NOISE)}", "--reporter=json"]
    done = subprocess.run(
        [program, *exclude, *paths], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    if done.returncode not in (0, 1):
        raise LinterMissing(f"squawk ended with exit code {done.returncode}: {done.stderr.strip()[:200]}")
    problems: list[dict[str, str]] = json.loads(done.stdout or "[]")
    return problems
