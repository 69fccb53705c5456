"""Break each mechanism in a copy of the tree and see its drill fail: `make mutations`.

Without names all of `mutations/` are tried, with names those; exit code 1 where a drill did not notice.

    python -m tests.drills.mutate
    python -m tests.drills.mutate p01_service_stays_dead
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.mutation import Mutation, mutations

ROOT = Path(__file__).resolve().parents[2]
TESTS_FAILED = 1
LIMIT_S = 900


@contextmanager
def a_copy() -> Iterator[Path]:
    """The tracked files as they are now, in a folder that others can reach."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    with tempfile.TemporaryDirectory(prefix="taskpilot-mutation-") as folder:
        copy = Path(folder)
        copy.chmod(0o755)
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).exists():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name)
        yield copy


def verdict(mutation: Mutation) -> tuple[bool, str]:
    """Whether the drill noticed, and what it said."""
    with a_copy() as copy:
        mutation.apply(copy)
        environment = {**os.environ, "PYTHONPATH": str(copy)}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider"]
        try:
            run = subprocess.run(
                [*command, mutation.drill], cwd=copy, env=environment, check=False,
                capture_output=True, text=True, timeout=LIMIT_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False, f"no end within {LIMIT_S} s"
    said = [line[1:].strip() for line in run.stdout.splitlines() if line.startswith("E  ")]
    failed_in_the_drill = run.returncode == TESTS_FAILED and "ERROR at setup" not in run.stdout
    return failed_in_the_drill, said[0] if said else (run.stdout + run.stderr).strip().splitlines()[-1]


def main(names: list[str]) -> int:
    """Try them, print a line for each, and count those that nobody noticed."""
    chosen = [mutation for mutation in mutations() if not names or mutation.name in names]
    if unknown := set(names) - {mutation.name for mutation in chosen}:
        print(f"no such mutation: {', '.join(sorted(unknown))}; they are the files of tests/drills/mutations")
        return 2
    unnoticed = 0
    for mutation in chosen:
        started = time.monotonic()
        noticed, said = verdict(mutation)
        unnoticed += not noticed
        word = "noticed" if noticed else "NOT NOTICED"
        took = f"{time.monotonic() - started:.0f} s"
        print(f"{mutation.promise:>2} {mutation.name:<44} {word:<11} {took:>6}  {said[:160]}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} noticed")
    return int(unnoticed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
