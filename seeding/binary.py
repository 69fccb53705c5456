"""COPY's binary format, made of columns.

Numbers that stand beside each other are packed by NumPy into one record a row; texts come as bytes. A block
of rows is one join of their parts, which costs about 40 ns a part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeding.draws import Ints, Mask

Objects = NDArray[np.object_]

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
TEXT_OID = 25
JSONB_VERSION = b"\x01"


@dataclass(frozen=True)
class Packed:
    """A column of fixed width without nulls."""

    values: NDArray[Any]


@dataclass(frozen=True)
class Loose:
    """A column of bytes; the encoder writes each length."""

    values: Objects


@dataclass(frozen=True)
class Whole:
    """A column whose bytes already begin with their length."""

    values: Objects


Column = Packed | Loose | Whole
Columns = Mapping[str, Column]


def objects(values: Iterable[Any], n: int | None = None) -> Objects:
    """An array of Python objects."""
    listed = list(values)
    made: Objects = np.empty(len(listed) if n is None else n, object)
    made[:] = listed
    return made


def number(values: Ints, width: int = 8, null: Mask | None = None) -> Column:
    """An integer, a timestamp (8 bytes) or a date (4 bytes); null where `null` is true."""
    packed = values.astype(f">i{width}")
    if null is None:
        return Packed(packed)
    record = np.empty(len(values), [("length", ">i4"), ("value", packed.dtype)])
    record["length"], record["value"] = width, packed
    whole = loosened(record)
    whole[null] = NULL
    return Whole(whole)


def flag(values: Mask) -> Column:
    """A boolean."""
    return Packed(values.astype("i1"))


def chosen(codes: Ints, labels: Sequence[str | None]) -> Column:
    """A text or an enum's label, by its index among `labels`."""
    return Whole(objects(sized(label) for label in labels)[codes])


def text(values: Iterable[bytes]) -> Column:
    """Texts in UTF-8."""
    return Loose(values if isinstance(values, np.ndarray) else objects(values))


def words(values: Iterable[str | None]) -> Column:
    """Texts, null where None."""
    return Whole(objects(sized(value) for value in values))


def blob(values: Iterable[bytes]) -> Column:
    """bytea."""
    return Loose(objects(values))


def json(values: Iterable[bytes]) -> Column:
    """jsonb, given as JSON in UTF-8."""
    return Loose(objects(JSONB_VERSION + value for value in values))


def json_of(template: bytes, *members: Iterable[bytes]) -> Column:
    """jsonb of a template, each %b in it filled from one list of members."""
    whole = JSONB_VERSION + template
    return Loose(objects(whole % row for row in zip(*members, strict=True)))


def text_array(values: Iterable[Sequence[str]]) -> Column:
    """text[]."""
    return Loose(objects(_array(value) for value in values))


def rows(columns: Sequence[Column]) -> bytes:
    """The rows of these columns, without header and trailer."""
    n = len(columns[0].values)
    parts: list[Objects] = []
    fields: list[tuple[Any, ...]] = [(">i2", len(columns))]
    for column in columns:
        if isinstance(column, Packed):
            fields += [(">i4", column.values.dtype.itemsize), (column.values.dtype.str, column.values)]
            continue
        if isinstance(column, Loose):
            lengths = np.fromiter(map(len, column.values), np.int64, n)
            fields.append((">i4", lengths))
        if fields:
            parts.append(_packed(fields, n))
            fields = []
        parts.append(column.values)
    if fields:
        parts.append(_packed(fields, n))
    table = np.empty((n, len(parts)), object)
    for position, part in enumerate(parts):
        table[:, position] = part
    return b"".join(table.ravel().tolist())


def sized(value: str | None) -> bytes:
    """A text as a field: its length and its bytes, or null."""
    if value is None:
        return NULL
    data = value.encode()
    return len(data).to_bytes(4, "big") + data


def loosened(record: NDArray[Any]) -> Objects:
    """A packed array as one bytes object a row."""
    return np.ascontiguousarray(record).view(f"V{record.dtype.itemsize}").astype(object)


def _packed(fields: Sequence[tuple[Any, ...]], n: int) -> Objects:
    record = np.empty(n, [(f"f{i}", kind) for i, (kind, _) in enumerate(fields)])
    for i, (_, values) in enumerate(fields):
        record[f"f{i}"] = values
    return loosened(record)


def _array(items: Sequence[str]) -> bytes:
    if not items:
        return bytes(8) + TEXT_OID.to_bytes(4, "big")
    head = (1, 0, TEXT_OID, len(items), 1)
    return b"".join(word.to_bytes(4, "big") for word in head) + b"".join(map(sized, items))
