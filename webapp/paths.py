"""Where the clone and the lab's private folder are.

The lab writes the addresses of its embedded services into `services.env` in that folder, and every
command reads them there, so that plain `flask …` finds a running lab without importing it.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lab_dir() -> Path:
    """The lab's git-ignored folder: `.lab/` in the clone, or TASKPILOT_LAB_DIR."""
    return Path(os.environ.get("TASKPILOT_LAB_DIR") or ROOT / ".lab").absolute()


def services_env() -> Path:
    """The file in which a running lab names DATABASE_URL and REDIS_URL (mode 0600)."""
    return lab_dir() / "services.env"
