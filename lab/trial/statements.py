"""A file of SQL taken apart into statements.

PostgreSQL runs several statements sent at once as one transaction, which forbids CREATE INDEX CONCURRENTLY
and hides which statement held a lock for how long. So each is sent by itself.
"""

import re
from collections.abc import Iterator

from webapp.refusal import Refusal

PART = re.compile(
    r"""
      (?P<escaped>[eE]'(?:[^'\\]|\\.|'')*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<dollar>\$(?P<tag>[A-Za-z_]\w*)?\$)
    | (?P<line>--[^\n]*)
    | (?P<block>/\*)
    | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_EDGE = re.compile(r"/\*|\*/")
BODY_OPEN = re.compile(r"\bbegin\s+atomic\b", re.IGNORECASE)
BODY_CLOSED = re.compile(r"\bend\s*\Z", re.IGNORECASE)


class BrokenSql(Refusal):
    """A file that cannot be taken apart, or that is for psql."""


def statements(words: str) -> Iterator[str]:
    """The statements of a file, without their semicolons; comments between them are left out."""
    begun, place, said = 0, 0, False
    while (part := PART.search(words, place)) is not None:
        said = said or bool(words[place : part.start()].strip())
        place = part.end()
        if part["dollar"]:
            place, said = _behind(words, part["dollar"], place), True
        elif part["block"]:
            place = _behind_comment(words, place)
        elif part["end"]:
            statement = words[begun : part.start()].strip()
            if BODY_OPEN.search(statement) and not BODY_CLOSED.search(statement):
                continue
            if said:
                yield _plain(statement)
            begun, said = place, False
        elif not part["line"]:
            said = True
    if said or words[place:].strip():
        yield _plain(words[begun:].strip())


def _plain(statement: str) -> str:
    if re.search(r"^\s*\\", statement, re.MULTILINE):
        raise BrokenSql(f"'{shortened(statement)}' is for psql; write statements of SQL only")
    return statement


def _behind(words: str, closing: str, place: int) -> int:
    end = words.find(closing, place)
    if end < 0:
        raise BrokenSql(f"a text that begins with {closing} does not end")
    return end + len(closing)


def _behind_comment(words: str, place: int) -> int:
    """Behind the end of a comment; comments nest in PostgreSQL."""
    depth = 1
    while depth:
        edge = COMMENT_EDGE.search(words, place)
        if edge is None:
            raise BrokenSql("a comment that begins with /* does not end")
        depth += 1 if edge[0] == "/*" else -1
        place = edge.end()
    return place


def shortened(statement: str, most: int = 90) -> str:
    """A statement in one short line."""
    line = " ".join(statement.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
