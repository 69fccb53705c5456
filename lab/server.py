"""The server that a command works on, by a role that may administer it.

Where the lab's own server is meant that is its superuser; elsewhere it is DATABASE_URL's role.
"""

from pathlib import Path

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from lab.rundir import run_database_url
from lab.state import running_lab
from webapp.database import CONNECT_TIMEOUT_S
from webapp.settings import load_settings

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def admin_url(run: Path | None = None) -> URL:
    """The URL of the lab's database, or of the one that `run` played in, for administration."""
    given = load_settings().require_database_url()
    meant = make_url(run_database_url(given, run) if run else given)
    admin = lab_admin_url()
    if admin is not None and (admin.host, admin.port) == (meant.host, meant.port):
        return admin.set(database=meant.database)
    return meant


def lab_admin_url() -> URL | None:
    """A superuser's URL of the running lab's embedded server; None where there is no such server."""
    state = running_lab()
    found = state.services.get("postgres", {}).get("admin_url") if state is not None else None
    return make_url(found).set(drivername="postgresql+psycopg2") if found else None


def maintenance(url: URL, application_name: str) -> Engine:
    """An engine in autocommit on the server's database `postgres`, from where the others are managed."""
    return create_engine(
        url.set(database="postgres"),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": application_name, "connect_timeout": CONNECT_TIMEOUT_S},
    )


def is_here(url: URL) -> bool:
    """Whether the server is on this machine, so that its disk is this one's."""
    return url.host is None or url.host in LOOPBACK
