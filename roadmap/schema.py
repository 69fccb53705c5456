"""A database's schema as plain text, to compare two of them: before and after, made and expected.

Everything outside of the schema `lab`, of extensions and of PostgreSQL's own, with names as keys.
"""

from pathlib import Path

from sqlalchemy import Connection, text

SNAPSHOT = text(Path(__file__).with_suffix(".sql").read_text())


def snapshot(connection: Connection) -> dict[str, str]:
    """Definitions by "kind name", for example "index public.ix_issues_board"."""
    return {f"{row.kind} {row.name}": row.definition or "" for row in connection.execute(SNAPSHOT)}


def differences(left: dict[str, str], right: dict[str, str]) -> list[str]:
    """One line for each object that is only on one side or has another definition there."""
    lines = []
    for key in sorted(left.keys() | right.keys()):
        if left.get(key) != right.get(key):
            lines.append(f"{key}: {left.get(key, 'absent')} | {right.get(key, 'absent')}")
    return lines
