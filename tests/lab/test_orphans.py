"""Which processes are nobody's, while services start new ones all the time as PostgreSQL does."""

import subprocess

import psutil

from lab.processes import orphans

STARTS_MANY = "while :; do sleep 2 & sleep 0.005; done"


def test_process_that_a_service_has_just_started_is_no_orphan() -> None:
    service = subprocess.Popen(["sh", "-c", STARTS_MANY])
    try:
        for _ in range(30):
            left = [process for process in orphans(trees=[service.pid]) if process.is_running()]
            assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []
    finally:
        service.kill()
        service.wait()
