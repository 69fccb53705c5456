"""A column's type, asked before its values: a probe must not choke on a column that is as it should be."""

from sqlalchemy import Connection

from roadmap.mistake import ObjectRef
from roadmap.probing.sql import ask

TYPE = """
    select format_type(atttypid, atttypmod) as type
      from pg_attribute where attrelid = cast({relation} as regclass) and attname = {name}
"""


def column_type(connection: Connection, ref: ObjectRef) -> str:
    """The first column's type as PostgreSQL writes it: `character varying(50)`."""
    return str(ask(connection, TYPE, ref).type)


def is_text(name: str) -> bool:
    """Whether a type is text or a varchar of any length."""
    return name == "text" or name.startswith("character varying")
