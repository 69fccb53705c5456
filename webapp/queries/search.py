"""Search over titles: capped candidates from the trigram index, ranked, pages by rank.

The trigram index has the organization as its first column. Named by `=`, PostgreSQL takes the organization
from the board index instead, which in the largest tenant of a full seed reads 96,000 entries a search. It is
asked for four letters only: each letter more is one more list of entries to read (in a full seed 3.3 ms for
whole words, 1.9 ms for four letters), and what they find beyond the words is told apart in the title itself.
The rank is the share of the title that the words make up, higher where it begins with them: trigram
similarity orders alike and costs ten times as much for each candidate.
"""

import re

from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.queries.named import statement
from webapp.rows import Row, fetch_all

CANDIDATES_MAX = 200
LETTERS_LOOKED_UP = 4
TRIGRAM = 3
WORD = re.compile(r"[^\W_]+")


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
            "narrow": f"%{looked_up(q) or escaped}%",
            "pattern": f"%{escaped}%",
            "candidates": CANDIDATES_MAX,
            "after_rank": at[0] if at else None,
            "after_id": at[1] if at else None,
            "fetch": limit + 1,
        },
    )


def looked_up(q: str) -> str:
    """The first letters of the longest word, for the trigram index; empty where all words are short."""
    longest = max(WORD.findall(q), key=len, default="")
    return longest[:LETTERS_LOOKED_UP] if len(longest) >= TRIGRAM else ""
