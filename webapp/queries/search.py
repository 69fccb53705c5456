"""Search over titles: capped candidates from the trigram index, ranked, pages by rank.

The trigram index has the organization as its first column. Named by `=`, PostgreSQL takes the organization
from the board index instead, which in the largest tenant of a full seed reads 96,000 entries a search.
"""

from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.queries.named import statement
from webapp.rows import Row, fetch_all

CANDIDATES_MAX = 200


def search_issues(
    connection: Connection,
    organization_id: int,
    q: str,
    project_id: int | None,
    limit: int,
    cursor: str | None,
) -> list[Row]:
    """Up to `limit` + 1 hits, best first (a title that begins so, then shorter, then newer ones)."""
    at = decode_cursor(cursor, float, int)
    escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return fetch_all(
        connection,
        statement("search"),
        {
            "organization_id": organization_id,
            "project_id": project_id,
            "q": q,
            "pattern": f"%{escaped}%",
            "candidates": CANDIDATES_MAX,
            "after_rank": at[0] if at else None,
            "after_id": at[1] if at else None,
            "fetch": limit + 1,
        },
    )
