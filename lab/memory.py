"""How much memory this machine lets us use."""

import os
from pathlib import Path

LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def memory_mb() -> int:
    """MiB of memory: the machine's, or the control group's limit where that is lower."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in LIMITS:
        if path.is_file() and (word := path.read_text().strip()) != "max":
            found.append(int(word))
    return min(found) // 2**20
