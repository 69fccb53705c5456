"""gunicorn's configuration file, the one place of it: `--config python:webapp.server.config`.

Whoever starts it says where to listen and how many processes; the rest is here, or in the settings that
each process reads for itself. The master loads neither app nor settings, so the processes that SIGHUP starts
read both as they are then.

Demo mode is kept on the loopback here, however gunicorn is started.

The web processes count together in a folder from start to end: in memory where it can be, named after the
master's process id; those of masters that are gone are removed. It must be named before anything imports
prometheus_client, which then counts into its files.
"""

import os
import resource
import shutil
import sys
from pathlib import Path
from typing import Any

from webapp.server.counts import base_folder, make_folder
from webapp.server.succession import Succession

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MOST_CONNECTIONS = 1000
OTHER_FILES = 200

worker_class = "webapp.server.worker.PatientWorker"
worker_tmp_dir = str(base_folder())
worker_connections = max(
    50, min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OTHER_FILES)
)
keepalive = 75
graceful_timeout = 5
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse to listen where other machines reach it in demo mode."""
    from webapp.demo import refuse_open_demo
    from webapp.settings import SettingsError, load_settings

    try:
        refuse_open_demo(load_settings(), server.cfg.address)
    except SettingsError as error:
        sys.exit(error.message)


def child_exit(_server: Any, worker: Any) -> None:
    """Take a web process that ended, however it ended, out of the gauges."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
    succession.ended(worker.age)


def on_reload(server: Any) -> None:
    """SIGHUP: the processes until now go on until as many new ones are ready."""
    succession.begin(server.worker_age)


def post_worker_init(worker: Any) -> None:
    """A process has loaded the app and serves from now on."""
    succession.ready(worker.age)


def on_exit(_server: Any) -> None:
    """Remove the folder with the master."""
    shutil.rmtree(os.environ[VARIABLE], ignore_errors=True)


os.environ[VARIABLE] = str(make_folder(base_folder()))
succession = Succession(Path(os.environ[VARIABLE]))
