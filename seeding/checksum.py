"""One number per table that depends on every row and not on their order: the same seed, the same number."""

from sqlalchemy import Connection, text

from seeding import tables


def checksums(connection: Connection) -> dict[str, str]:
    """Rows and the sum of their hashes, by table."""
    connection.execute(text("set local timezone = 'UTC'"))
    found = {}
    for name in sorted(tables.tables()):
        query = f"select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from {name} t"  # noqa: S608
        rows, total = connection.execute(text(query)).one()
        found[name] = f"{rows}:{total}"
    return found
