"""A table's storage parameters, and the server's settings where it has none of its own."""

from sqlalchemy import Connection, text

OWN = text("""
    select o.option_value
      from pg_class c, pg_options_to_table(c.reloptions) o
     where c.oid = cast(:relation as regclass) and o.option_name = :name
""")
OFF = text("""
    select own.relkind = 't'
      from pg_class c
      join pg_class own on own.oid in (c.oid, c.reltoastrelid), pg_options_to_table(own.reloptions) o
     where c.oid = cast(:relation as regclass)
       and o.option_name = 'autovacuum_enabled' and not o.option_value::boolean
""")


def own_parameter(connection: Connection, relation: str, name: str) -> str | None:
    """The table's own value; None where the server's setting counts."""
    value: str | None = connection.execute(OWN, {"relation": relation, "name": name}).scalar()
    return value


def parameter(connection: Connection, relation: str, name: str) -> float:
    """The number in force for the table."""
    setting = text("select current_setting(:name)")
    own = own_parameter(connection, relation, name)
    return float(own if own is not None else connection.execute(setting, {"name": name}).scalar_one())


def autovacuum_is_off(connection: Connection, relation: str, toast: bool = False) -> bool:
    """Whether the table's own parameters switch autovacuum off for it, or for its TOAST table."""
    return toast in connection.execute(OFF, {"relation": relation}).scalars().all()
