"""SQL files beside the Python file that runs them, and the ways to run SQL about an object.

Long SQL reads and diffs better as SQL; `beside(__file__)` is the file of the same name. Names of tables and
columns cannot be parameters; `ask` writes them in, quoted.
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


def ask(connection: Connection, template: str, ref: ObjectRef, **values: Any) -> Row[Any]:
    """The single row of a query about an object.

    In the template `{table}` is its table, `{column}`, `{second}` its first two columns and `{parent}` the
    table that it references, as identifiers; `{relation}` is the table and `{name}` the first column as text
    literals, where `values` gives no other.
    """
    columns = [*ref.columns, "", ""]
    texts = {"relation": table_of(ref), "name": columns[0]} | values
    names = {
        "table": table_of(ref),
        "column": f'"{columns[0]}"',
        "second": f'"{columns[1]}"',
        "parent": f'"{ref.schema}"."{ref.references}"',
        **{key: f":{key}" for key in texts},
    }
    return connection.execute(text(template.format_map(names)), texts).one()


def quoted(ref: ObjectRef) -> str:
    """The object's qualified name, ready for regclass: `"public"."issues"`."""
    return f'"{ref.schema}"."{ref.name}"'


def table_of(ref: ObjectRef) -> str:
    """The qualified name of the table that the object is or belongs to."""
    return f'"{ref.schema}"."{ref.table or ref.name}"'
