"""Which processes are nobody's, while services start new ones all the time as PostgreSQL does.

Looked at from a process of its own: this one has the descendants of all other tests.
"""

import subprocess
import sys

from webapp.paths import ROOT

LOOK = """
import subprocess
import psutil
from lab.processes import orphans

def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

stray = subprocess.Popen(["sleep", "60"])
service = subprocess.Popen(["sh", "-c", "while :; do sleep 2 & sleep 0.005; done"])
try:
    looks = [orphans(trees=[service.pid]) for _ in range(30)]
    print(sorted({process.pid for look in looks for process in look if alive(process)} - {stray.pid}))
    print(all(stray.pid in {process.pid for process in look} for look in looks))
finally:
    for process in (service, stray):
        process.kill()
        process.wait()
"""


def test_process_that_a_service_has_just_started_is_no_orphan() -> None:
    looked = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert looked.stdout.split("\n")[:2] == ["[]", "True"]
