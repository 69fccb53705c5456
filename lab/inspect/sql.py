"""The lab's own statements: named files, marked so that the lab knows them among everybody's statements."""

import re
from pathlib import Path

from sqlalchemy import TextClause, text

MARK = "/* taskpilot-lab */"


def named_sql(path: str) -> TextClause:
    """The .sql file of the same name beside a Python file."""
    return marked(Path(path).with_suffix(".sql").read_text())


def marked(words: str, mark: str = MARK) -> TextClause:
    """A statement with the lab's mark behind its first word, where pg_stat_statements keeps it."""
    return text(re.sub(r"\A\s*(\w+)", rf"\1 {mark}", words, count=1))
