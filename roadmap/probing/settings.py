"""Settings that somebody gave to this database or to a role, beside the server's own."""

from sqlalchemy import Connection, text

GIVEN = text("""
    select split_part(setting, '=', 1) as name,
           substr(setting, strpos(setting, '=') + 1) as value,
           case when s.setdatabase = 0 then 'role ' || s.setrole::regrole
                when s.setrole = 0 then 'database'
                else 'role ' || s.setrole::regrole || ' in this database' end as scope
      from pg_db_role_setting s, unnest(s.setconfig) setting
     where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
""")


def given_settings(connection: Connection) -> dict[str, tuple[str, str]]:
    """For each setting given to this database or a role, its value and whom it was given to."""
    return {row.name: (row.value, row.scope) for row in connection.execute(GIVEN)}
