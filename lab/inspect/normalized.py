"""The texts of pg_stat_statements made into statements again.

Each constant stands there as `$1`, `$2`, and so on, which is not always SQL: `interval $1`, a field of
`extract`, a list whose tail is left out, an operator that could take several types.
"""

import re

PARAMETER = re.compile(r"\$(\d+)")
TYPED = re.compile(r"\b(interval|date|timestamptz|timestamp|time)\s+(\$\d+)", re.IGNORECASE)
EXTRACT = re.compile(r"\bextract\s*\(\s*(\$\d+)\s+from\s", re.IGNORECASE)
UNTYPED = re.compile(r"could not determine data type of parameter \$(\d+)")
HINTS = ("", "::int", "::interval", "::text")


def numbered(words: str) -> str:
    """A statement that can be prepared: parameters in order without gaps, constants' types behind them."""
    words = EXTRACT.sub(r"date_part(\1, ", TYPED.sub(r"\2::\1", words))
    places: dict[str, int] = {}
    return PARAMETER.sub(lambda match: f"${places.setdefault(match[1], len(places) + 1)}", words)


def hinted(words: str, position: int) -> str | None:
    """The statement with the next type for the first parameter behind `position`; None after the last."""
    match = re.compile(r"(\$\d+)((?:::\w+)?)").search(words, max(0, position))
    if match is None or match[2] not in HINTS[:-1]:
        return None
    return words[: match.start(2)] + HINTS[HINTS.index(match[2]) + 1] + words[match.end(2) :]


def as_text(words: str, parameter: str) -> str | None:
    """The statement with one parameter taken as text (a key of json_build_object, say); None where it is."""
    better = re.sub(rf"\${parameter}(?!\d|::)", f"${parameter}::text", words)
    return None if better == words else better
