"""What a server must offer before the baseline can be made, said in one line where it does not."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from webapp.refusal import Refusal

MINIMUM_MAJOR = 15

MISSING = text("""
    select e.name, a.name is not null as shipped, coalesce(v.trusted, false) as trusted
      from unnest(cast(:names as text[])) e(name)
      left join pg_available_extensions a on a.name = e.name
      left join pg_available_extension_versions v on v.name = e.name and v.version = a.default_version
     where not exists (select from pg_extension x where x.extname = e.name)
""")
RIGHTS = text("""
    select rolsuper as superuser, has_database_privilege(current_database(), 'create') as creates
      from pg_roles where rolname = current_user
""")


class PrerequisiteError(Refusal):
    """The server lacks something that the lab needs; the message says what to do."""


def require_extensions(connection: Connection, names: Sequence[str]) -> None:
    """PrerequisiteError where the server is too old, or an extension is neither there nor creatable."""
    version = int(connection.execute(text("show server_version_num")).scalar_one())
    if version // 10000 < MINIMUM_MAJOR:
        raise PrerequisiteError(
            f"PostgreSQL {version // 10000} is too old: TaskPilot needs {MINIMUM_MAJOR} or newer"
        )
    rights = connection.execute(RIGHTS).one()
    for row in connection.execute(MISSING, {"names": list(names)}):
        if not row.shipped:
            raise PrerequisiteError(
                f"the server does not ship the extension {row.name}: install PostgreSQL's contrib package"
            )
        if not (rights.superuser or (row.trusted and rights.creates)):
            raise PrerequisiteError(
                f"this role may not create the extension {row.name}: "
                f"have a superuser run 'create extension {row.name}' in this database"
            )
