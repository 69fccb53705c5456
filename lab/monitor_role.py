"""The role that a monitoring tool logs in with: reads statistics, and nothing of the schema `lab`.

pg_monitor shows what PostgreSQL knows of itself and no row of any table. Reading tables, which some tools
want (to plan statements, to estimate bloat), is granted table by table, never by pg_read_all_data, which
would open the schema `lab` and with it the answers.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lab.copying import name
from lab.databases import encrypted
from webapp.database import CONNECT_TIMEOUT_S
from webapp.refusal import Refusal, first_line

APPLICATION_NAME = "taskpilot-lab grant-monitor"
SCHEMA_OF_THE_LAB = "lab"
REFUSED = {"42501", "42704"}

ROLE = text("select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = :name")
REACHES = text("""
    select has_schema_privilege(:role, 'lab', 'usage') or pg_has_role(:role, 'pg_read_all_data', 'usage')
     where to_regnamespace('lab') is not null
""")
OWNERS = text("""
    select distinct pg_get_userbyid(relowner) from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S', 'm', 'v')
""")


class MonitorRefused(Refusal):
    """The role cannot be made, or would see what it must not."""


@dataclass(frozen=True)
class Monitor:
    """The role's name and the URL that it logs in with, password included."""

    role: str
    url: str
    made: bool
    reads_tables: bool


def grant_monitor(admin: URL, role: str, password: str | None, reads_tables: bool) -> Monitor:
    """Make the role, or bring it to the same state; its password is set to `password`, or to a new one.

    `admin` may make roles and is allowed to grant pg_monitor (a superuser is). MonitorRefused otherwise.
    """
    secret = password or secrets.token_urlsafe(18)
    engine = create_engine(
        admin,
        poolclass=NullPool,
        connect_args={"application_name": APPLICATION_NAME, "connect_timeout": CONNECT_TIMEOUT_S},
    )
    try:
        with engine.begin() as connection:
            made = _make(connection, role, secret)
            _grant(connection, role, str(admin.database), reads_tables)
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) not in REFUSED:
            raise
        raise MonitorRefused(
            f"{admin.username} may not make {role}: {first_line(error.orig)}; as a superuser run: "
            f"create role {role} login password '…' in role pg_monitor"
        ) from None
    url = admin.set(drivername="postgresql", username=role, password=secret)
    return Monitor(role, url.render_as_string(hide_password=False), made, reads_tables)


def _make(connection: Connection, role: str, secret: str) -> bool:
    found = connection.execute(ROLE, {"name": role}).first()
    if found is not None and (found.rolsuper or found.rolcreaterole or found.rolcreatedb):
        raise MonitorRefused(f"{role} is there and may do more than monitor; name another with --role")
    verb = "alter" if found is not None else "create"
    verifier = encrypted(connection, secret, role)
    connection.exec_driver_sql(
        "set local log_statement = 'none'; set local log_min_error_statement = 'panic'"
    )
    connection.exec_driver_sql(f"{verb} role {name(role)} login password '{verifier}'")
    return found is None


def _grant(connection: Connection, role: str, database: str, reads_tables: bool) -> None:
    connection.exec_driver_sql(f"grant pg_monitor to {name(role)}")
    connection.exec_driver_sql(f"grant connect on database {name(database)} to {name(role)}")
    connection.exec_driver_sql(f"grant usage on schema public to {name(role)}")
    if connection.execute(REACHES, {"role": role}).scalar():
        raise MonitorRefused(
            f"{role} could read the schema lab, where the answers are; "
            "revoke that (also pg_read_all_data), or name another with --role"
        )
    if not reads_tables:
        return
    for kind in ("tables", "sequences"):
        connection.exec_driver_sql(f"grant select on all {kind} in schema public to {name(role)}")
        for owner in connection.execute(OWNERS).scalars().all():
            connection.exec_driver_sql(
                f"alter default privileges for role {name(owner)} in schema public "
                f"grant select on {kind} to {name(role)}"
            )
