"""Which of a running lab's disks are full, looked at now: a full disk keeps no state that could tell."""

from pathlib import Path

from lab.disk import shortage
from lab.state import LabState
from webapp.paths import lab_dir


def shortages(state: LabState | None) -> list[str]:
    """A sentence for each full disk; none where no lab runs."""
    if state is None:
        return []
    logs = [Path(entry["log"]).parent for entry in state.services.values() if entry["log"]]
    disks = {folder.stat().st_dev: folder for folder in (*logs, lab_dir()) if folder.exists()}
    found = filter(None, map(shortage, disks.values()))
    return [f"{words}: make room, and what stopped for want of it goes on by itself" for words in found]
