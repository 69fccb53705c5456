"""How a run's folder begins, or is taken up again: refused where another run is in its place."""

import shutil
from pathlib import Path

from lab.experiment.folder import RunFolder
from lab.experiment.manifest import new_manifest
from lab.experiment.options import Options
from lab.experiment.refused import RunRefused

OPTION_OF = {"hooks": "--tool-hook"}


def begin(out: Path, options: Options, reset: bool) -> RunFolder:
    """Make the folder of a new run; RunRefused where it is there already and no `reset` was asked for."""
    folder = RunFolder(out)
    folder.require_name()
    options.plan  # noqa: B018 - contradictions are refused before anything is made
    options.tool_hooks  # noqa: B018
    if out.exists() and any(out.iterdir()):
        if folder.manifest().get("schema") is None:
            raise RunRefused(f"{out} is not empty and holds no run; choose another --out")
        if not reset:
            raise RunRefused(
                f"{out} holds a run: go on with it (--resume), replace it (--reset), or choose another --out"
            )
        with folder.held():
            shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    folder.write_manifest(new_manifest(folder, options, "none yet"))
    return folder


def resumed(out: Path, given: list[str], reset: bool) -> RunFolder:
    """The folder of a run to go on with; RunRefused where there is none or options were `given`."""
    if reset:
        raise RunRefused("--resume goes on with a run and --reset removes it; give one of the two")
    folder = RunFolder(out)
    if not out.is_dir():
        raise RunRefused(f"{out} is not there; start the run without --resume")
    folder.options()
    if given:
        names = ", ".join(OPTION_OF.get(name.removeprefix("--"), name) for name in given)
        raise RunRefused(
            f"a resumed run goes on as it was asked for: leave out {names}, or start anew with --reset"
        )
    return folder
