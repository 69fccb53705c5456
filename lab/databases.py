"""The role and the databases of a fresh cluster."""

from psycopg2.extensions import encrypt_password
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from lab.postgres import APP_DATABASE, APP_USER, SUPERUSER, EmbeddedPostgres

APPLICATION_NAME = "taskpilot-lab"
UNCOUNTED = "track_counts, pg_stat_statements.track"  # so that proofs leave no trace in the statistics
SUPERUSER_EXTENSIONS = ("pg_stat_statements", "pgstattuple")


def admin_engine(postgres: EmbeddedPostgres, database: str = "postgres") -> Engine:
    """A superuser's engine in autocommit, no connection kept."""
    return create_engine(
        postgres.url(SUPERUSER, database),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": APPLICATION_NAME},
    )


def encrypted(connection: Connection, password: str, role: str) -> str:
    """What PostgreSQL keeps of a password: sent in its place, so that no log and no statistics hold it."""
    driver = connection.connection.driver_connection
    return str(encrypt_password(password, role, driver, "scram-sha-256"))


def provide_database(postgres: EmbeddedPostgres, name: str = APP_DATABASE) -> bool:
    """Make the application's role and a database of its own if they are not there; True where made.

    The extensions that only a superuser may create are created here; the rest the application's role can.
    """
    password = str(make_url(postgres.url()).password)
    with admin_engine(postgres).connect() as connection:
        if not connection.execute(
            text("select 1 from pg_roles where rolname = :n"), {"n": APP_USER}
        ).scalar():
            verifier = encrypted(connection, password, APP_USER)
            connection.exec_driver_sql(f"create role {APP_USER} login password '{verifier}'")
        connection.exec_driver_sql(f"grant pg_monitor to {APP_USER}")
        connection.exec_driver_sql(f"grant set on parameter {UNCOUNTED} to {APP_USER}")
        made = not connection.execute(
            text("select 1 from pg_database where datname = :n"), {"n": name}
        ).scalar()
        if made:
            connection.exec_driver_sql(f'create database "{name}" owner {APP_USER}')
    with admin_engine(postgres, name).connect() as connection:
        for extension in SUPERUSER_EXTENSIONS:
            connection.exec_driver_sql(f"create extension if not exists {extension}")
    return made
