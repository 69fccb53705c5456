"""docs/SCHEMA.md, made from the baseline's tables: `python -m roadmap.schema_page > docs/SCHEMA.md`.

From the SQLAlchemy tables, which a test compares with the migration, so that no server is needed.
"""

import sys
from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from webapp import tables

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
HEADER = """# The schema

Made by `make docs` from `webapp/tables/`; a test holds it, the tables and the migration `baseline` together.
This is the database before the roadmap's first day. It is clean: each foreign key that is joined or cascaded
has an index, no index is redundant, and each serves a query of the default load. People are deactivated,
never deleted, so columns that only name an author (`reporter_id`, `comments.user_id`, `attachments.user_id`,
`activity_log.user_id`) have none. Autovacuum is at its defaults. The lab's own bookkeeping is in the schema
`lab`.
"""


def page() -> Iterator[str]:
    """The page's lines."""
    yield HEADER
    yield from _diagram()
    yield from _enums()
    for table in _in_order():
        yield from _section(table)


def _in_order() -> list[Table]:
    return sorted(tables.metadata.tables.values(), key=lambda table: str(table.name))


def _diagram() -> Iterator[str]:
    yield "## Diagram\n\n```mermaid\nerDiagram"
    for table in _in_order():
        for column in table.columns:
            for key in column.foreign_keys:
                many = "|o--o{" if column.nullable else "||--o{"
                yield f'    {key.column.table.name} {many} {table.name} : "{column.name}"'
    for table in _in_order():
        yield f"    {table.name} {{"
        for column in table.columns:
            mark = " PK" if column.primary_key else " FK" if column.foreign_keys else ""
            yield f"        {_type(column).replace(' ', '_').replace('[]', '_array')} {column.name}{mark}"
        yield "    }"
    yield "```\n"


def _enums() -> Iterator[str]:
    yield "## Enums\n"
    seen: dict[str, list[str]] = {}
    for table in _in_order():
        for column in table.columns:
            if isinstance(column.type, postgresql.ENUM):
                seen[str(column.type.name)] = list(column.type.enums)
    for name in sorted(seen):
        yield f"- `{name}`: {', '.join(seen[name])}"
    yield ""


def _section(table: Table) -> Iterator[str]:
    module = sys.modules[f"webapp.tables.{table.name}"]
    yield f"## {table.name}\n"
    yield f"{(module.__doc__ or '').strip()}\n"
    yield "| column | type | null | default | refers to |\n| --- | --- | --- | --- | --- |"
    for column in table.columns:
        nullable = "yes" if column.nullable else ""
        yield f"| {column.name} | {_type(column)} | {nullable} | {_default(column)} | {_target(column)} |"
    yield ""
    yield from _keys(table)
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        definition = " ".join(str(CreateIndex(index).compile(dialect=DIALECT)).split())
        yield f"- `{definition.removeprefix('CREATE INDEX ')}`: {index.info['serves']}"
    yield ""


def _keys(table: Table) -> Iterator[str]:
    yield f"- primary key ({', '.join(column.name for column in table.primary_key)})"
    for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        if isinstance(constraint, UniqueConstraint):
            yield f"- `{constraint.name}` unique ({', '.join(constraint.columns.keys())})"
        elif isinstance(constraint, CheckConstraint):
            yield f"- `{constraint.name}` check ({constraint.sqltext})"


def _type(column: Column[object]) -> str:
    name = str(column.type.compile(dialect=DIALECT)).lower()
    return name.replace("timestamp with time zone", "timestamptz")


def _default(column: Column[object]) -> str:
    if column.identity is not None:
        return "identity"
    default = getattr(column.server_default, "arg", None)
    return "" if default is None else f"`{default}`"


def _target(column: Column[object]) -> str:
    return ", ".join(
        f"{key.column.table.name}{f' (on delete {key.ondelete.lower()})' if key.ondelete else ''}"
        for key in column.foreign_keys
    )


if __name__ == "__main__":
    print("\n".join(page()).rstrip())
