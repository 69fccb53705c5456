"""Reading what tools write, as files of unknown origin: bounded, regular, and refused by name when broken."""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from webapp.refusal import Refusal, first_line

MAX_BYTES = 256 * 2**20
MAX_FILES = 10_000
MAX_FIELD = 2**20


class BrokenReport(Refusal):
    """A report that cannot be read; the message names the file."""


def report_files(path: Path, suffix: str) -> list[Path]:
    """The file itself, or the folder's files with that suffix in order of name; BrokenReport where none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise BrokenReport(f"{path} is neither a file nor a folder")
    found = sorted(file for file in path.iterdir() if file.suffix.lower() == suffix and file.is_file())
    if not found:
        raise BrokenReport(
            f"{path} has no {suffix} files; give the folder that the tool wrote its report into"
        )
    if len(found) > MAX_FILES:
        raise BrokenReport(f"{path} has {len(found)} {suffix} files; {MAX_FILES} are the most that are read")
    return found


def read_text(path: Path) -> str:
    """A file's text (UTF-8, with or without a byte order mark), up to MAX_BYTES."""
    if not path.is_file():
        raise BrokenReport(f"{path} is no regular file")
    if (size := path.stat().st_size) > MAX_BYTES:
        raise BrokenReport(f"{path} has {size:,} bytes; {MAX_BYTES:,} are the most that are read")
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenReport(f"{path} is not UTF-8 text") from None


def read_json(path: Path) -> Any:
    """A file's JSON."""
    try:
        return json.loads(read_text(path))
    except RecursionError:
        raise BrokenReport(f"{path} is nested too deeply") from None
    except ValueError as error:
        raise BrokenReport(f"{path} is no JSON: {first_line(error)}") from None


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """A file's rows by column, names in lower case; a row of the wrong length is refused with its line."""
    csv.field_size_limit(MAX_FIELD)
    lines = csv.reader(read_text(path).splitlines(), strict=True)
    try:
        header = [name.strip().lower() for name in next(lines, [])]
        if not header:
            raise BrokenReport(f"{path} is empty; a CSV report begins with a line of column names")
        for row in lines:
            if row and len(row) != len(header):
                raise BrokenReport(
                    f"{path}:{lines.line_num} has {len(row)} columns, its header {len(header)}"
                )
            if row:
                yield dict(zip(header, row, strict=True))
    except csv.Error as error:
        raise BrokenReport(f"{path}:{lines.line_num} is no CSV: {error}") from None


def number(value: Any) -> float:
    """A number from JSON or CSV; 0 where there is none."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a JSON list; nothing where it is no list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def fields_of(value: Any) -> dict[str, Any]:
    """A JSON object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def word(row: dict[str, Any], name: str) -> str | None:
    """A text field; None where it is missing, empty or no text."""
    value = row.get(name)
    return value if isinstance(value, str) and value else None
