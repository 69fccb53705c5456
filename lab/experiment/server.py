"""The PostgreSQL that a run plays on: the running lab's, the user's own, or the embedded one, started for it.

A run has a database of its own there, and leaves it there.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lab.databases import SUPERUSER_EXTENSIONS, provide_database
from lab.experiment.refused import RunRefused
from lab.plan import embedded_cluster
from lab.ports import free_ports, is_free
from lab.postgres import SUPERUSER, EmbeddedPostgres
from lab.processes import Identity
from lab.record import plain_url
from lab.recovery import recover
from lab.service import start_alone
from lab.state import LabState, forget, holding_the_lab, running_lab, write_services_env
from webapp.database import CONNECT_TIMEOUT_S
from webapp.refusal import first_line
from webapp.settings import Settings, load_settings

APPLICATION_NAME = "taskpilot-lab run"
DRIVER = "postgresql+psycopg2"  # the state's URLs are for any client


@dataclass(frozen=True)
class Server:
    """A server and what may be done on it; `cluster` is None where it is the user's own."""

    kind: str
    url: str
    cluster: EmbeddedPostgres | None = None

    def database_url(self, name: str) -> str:
        """The URL of a database of that name, for the application's role."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def admin_url(self, name: str) -> str | None:
        """The same for a superuser, where the lab has one."""
        return None if self.cluster is None else self.cluster.url(SUPERUSER, name)

    def has(self, name: str) -> bool:
        """Whether there is such a database."""
        with self._engine().connect() as connection:
            return bool(
                connection.execute(text("select 1 from pg_database where datname = :n"), {"n": name}).scalar()
            )

    def create(self, name: str) -> None:
        """Make a database with the extensions that it needs; RunRefused where the role may not."""
        if self.cluster is not None:
            provide_database(self.cluster, name)
            return
        try:
            if not self.has(name):
                with self._engine().connect() as connection:
                    connection.exec_driver_sql(f'create database "{name}"')
            with self._engine(name).connect() as connection:
                for extension in SUPERUSER_EXTENSIONS:
                    connection.exec_driver_sql(f"create extension if not exists {extension}")
        except DBAPIError as error:
            user = make_url(self.url).username
            raise RunRefused(
                f"the database {name} cannot be made here: {first_line(error.orig)}; have a superuser run "
                f'create database "{name}" owner {user}, and in it '
                + "; ".join(f"create extension {extension}" for extension in SUPERUSER_EXTENSIONS)
            ) from None

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        with self._engine().connect() as connection:
            connection.exec_driver_sql(f'drop database if exists "{name}" with (force)')

    def _engine(self, database: str | None = None) -> Engine:
        url = make_url(self.url)
        if self.cluster is not None:
            url = make_url(self.cluster.url(SUPERUSER, "postgres"))
        return create_engine(
            url.set(database=database or url.database),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"application_name": APPLICATION_NAME, "connect_timeout": CONNECT_TIMEOUT_S},
        )


@contextmanager
def a_server(settings: Settings, database: str) -> Iterator[Server]:
    """The server for a run, for the length of a block; started and stopped where there is none.

    While it is started here it holds the lab: 'flask lab status' shows it, 'flask lab down' ends the run.
    """
    state = running_lab()
    if state is not None:
        yield _of_lab(settings, state)
    elif settings.database_url is not None and not _is_left_over(settings):
        yield Server("own", settings.database_url)
    else:
        with holding_the_lab():
            recover()
            yield from _started(load_settings(), database)


def _of_lab(settings: Settings, state: LabState) -> Server:
    """The running lab's server: its own cluster where that is embedded."""
    if state.experiment is not None:
        raise RunRefused(
            f"another run ({state.experiment}) holds the lab's PostgreSQL; wait for it, or start "
            "'flask lab up' first: runs can share a running lab's server"
        )
    entry = state.services.get("postgres", {})
    url = entry.get("url")
    if not url or entry.get("state") not in ("running", "external"):
        raise RunRefused("the lab's PostgreSQL is not running yet; wait for 'flask lab up' to be ready")
    url = make_url(url).set(drivername=DRIVER).render_as_string(hide_password=False)
    if entry.get("admin_url") is None:
        return Server("own", url)
    port = make_url(url).port
    return Server("lab", url, replace(embedded_cluster(settings), port=int(port or 0)))


def _is_left_over(settings: Settings) -> bool:
    """Whether the URL is that of a lab that crashed, which its services.env still names."""
    return "DATABASE_URL" not in os.environ and settings.database_url == _left_url()


def _left_url() -> str | None:
    from dotenv import dotenv_values

    from webapp.paths import services_env

    if not services_env().exists():
        return None
    return dotenv_values(services_env()).get("DATABASE_URL")


def _started(settings: Settings, database: str) -> Iterator[Server]:
    """The embedded cluster, on its port or, where that is taken, on a free one."""
    port = settings.taskpilot_pg_port
    cluster = replace(embedded_cluster(settings), port=port if is_free(port) else free_ports(1)[0])
    run = secrets.token_hex(16)
    service = cluster.service(run)
    process = start_alone(service)
    try:
        provide_database(cluster)
        entry = {
            "state": "running", "pid": process.pid, "url": plain_url(cluster.url(database=database)),
            "log": str(cluster.log), "admin_url": plain_url(cluster.url(SUPERUSER, database)),
            "experiment": database,
        }  # fmt: skip
        me = Identity.of(os.getpid())
        LabState(me, run, True, {"postgres": entry}, {"postgres": Identity.of(process.pid)}).write()
        write_services_env({"DATABASE_URL": cluster.url(database=database)})
        yield Server("embedded", cluster.url(), cluster)
    finally:
        service.stop(process)
        forget()
