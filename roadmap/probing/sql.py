"""SQL files beside the Python file that runs them, and one way to run them.

Long SQL reads and diffs better as SQL; `beside(__file__)` is the file of the same name.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from roadmap.mistake import ObjectRef


@lru_cache
def beside(python_file: str) -> TextClause:
    """The statement in the `.sql` file of the same name, in the same folder."""
    return text(Path(python_file).with_suffix(".sql").read_text())


def first(connection: Connection, statement: TextClause | str, **values: Any) -> Row[Any] | None:
    """The first row, or None."""
    clause = text(statement) if isinstance(statement, str) else statement
    return connection.execute(clause, values).first()


def quoted(ref: ObjectRef) -> str:
    """The object's qualified name, ready for regclass: `"public"."issues"`."""
    return f'"{ref.schema}"."{ref.name}"'


def table_of(ref: ObjectRef) -> str:
    """The qualified name of the table that the object is or belongs to."""
    return f'"{ref.schema}"."{ref.table or ref.name}"'
