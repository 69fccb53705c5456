"""`python -m dashboards.console.runner OUT WORDS…`: run `flask WORDS…` and write down how it ended.

Standard output goes to OUT, complete or not at all where the command fails; what people would read on their
terminal goes to messages.txt beside it.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def main(out: Path, words: list[str]) -> int:
    """Run the command and say how it ended in `ended.json`."""
    fresh, folder = out.with_suffix(".new"), out.parent
    keeps = out.suffix == ".json"
    with fresh.open("wb") as printed, (folder / "messages.txt").open("wb") as messages:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            stdout=printed if keeps else messages,
            stderr=messages,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            check=False,
        )
    if keeps and done.returncode in (0, 1):
        fresh.replace(out)
    fresh.unlink(missing_ok=True)
    ended = folder / "ended.new"
    ended.write_text(
        json.dumps({"pid": os.getpid(), "exit_code": done.returncode, "at": time.time()}), encoding="utf-8"
    )
    ended.replace(folder / "ended.json")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
