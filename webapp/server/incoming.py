"""One request as it comes in, byte by byte: where it ends, or that it cannot be awaited.

What is wrong with a request is for gunicorn's parser to say, which gets it from here in one piece; only what
has to be known to find its end is read here.
"""

import re
from enum import Enum

MAX_HEAD_BYTES = 64 * 1024
MAX_BODY_BYTES = 256 * 1024
MAX_CHUNKED_BYTES = MAX_BODY_BYTES + MAX_HEAD_BYTES  # with the lines between the chunks
MAX_CHUNK_LINE = 300
END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,19})[ \t]*\r\n", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.I)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.I)
CLOSES = re.compile(rb"\r\nconnection:[^\r]*\bclose\b", re.I)
CHUNK = re.compile(rb"([0-9a-f]{1,8})[^\r\n]{0,256}\r\n", re.I)


class Arrival(Enum):
    """How far a request has come. UNBOUNDED: its end cannot be told, or is not worth awaiting."""

    INCOMPLETE = "incomplete"
    WHOLE = "whole"
    UNBOUNDED = "unbounded"
    HEAD_TOO_LARGE = "head too large"
    BROKEN_OFF = "broken off"


class Incoming:
    """The bytes of a request so far; `wants_continue` once its sender waits to be told to send the body."""

    __slots__ = ("_chunk_at", "_data", "_end", "_head_end", "_is_chunked", "wants_continue")

    def __init__(self) -> None:
        self._data = bytearray()
        self._head_end = 0
        self._end: int | None = None
        self._is_chunked = False
        self._chunk_at = 0
        self.wants_continue = False

    def __len__(self) -> int:
        return len(self._data)

    def add(self, data: bytes) -> Arrival:
        """Take some more bytes."""
        seen = max(0, len(self._data) - len(END_OF_HEAD))
        self._data += data
        if not self._head_end:
            at = self._data.find(END_OF_HEAD, seen)
            if at > MAX_HEAD_BYTES or (at < 0 and len(self._data) > MAX_HEAD_BYTES):
                return Arrival.HEAD_TOO_LARGE
            if at < 0:
                return Arrival.INCOMPLETE
            self._read_head(at + len(END_OF_HEAD))
        return self._arrival()

    def take(self) -> tuple[bytes, bytes]:
        """The request, and what has come of the next one; of an unbounded one, all that has come."""
        end = len(self._data) if self._end is None else self._end
        return bytes(self._data[:end]), bytes(self._data[end:])

    @property
    def method(self) -> bytes:
        """Its method, in capitals as it should be."""
        return bytes(self._data[:16]).split(b" ", 1)[0]

    def is_for(self, prefixes: tuple[bytes, ...]) -> bool:
        """Whether its path begins with one of these."""
        at = self._data.find(b" ") + 1
        return self._data.startswith(prefixes, at)

    @property
    def lets_stay(self) -> bool:
        """Whether its sender will use the connection again."""
        line_end = self._data.find(b"\r\n")
        is_1_1 = self._data.endswith(b" HTTP/1.1", 0, line_end)
        return is_1_1 and not CLOSES.search(self._data, 0, self._head_end)

    def _read_head(self, end: int) -> None:
        self._head_end = self._chunk_at = end
        self._is_chunked = CHUNKED.search(self._data, 0, end) is not None
        if self._is_chunked:
            self.wants_continue = EXPECTS.search(self._data, 0, end) is not None
            return
        announced = LENGTH.search(self._data, 0, end)
        if announced is None:
            self._end = end
        elif int(announced[1]) <= MAX_BODY_BYTES:
            self._end = end + int(announced[1])
            self.wants_continue = EXPECTS.search(self._data, 0, end) is not None

    def _arrival(self) -> Arrival:
        if self._is_chunked and self._end is None and not self._scan_chunks():
            return Arrival.UNBOUNDED
        if self._end is None:
            return Arrival.INCOMPLETE if self._is_chunked else Arrival.UNBOUNDED
        return Arrival.WHOLE if len(self._data) >= self._end else Arrival.INCOMPLETE

    def _scan_chunks(self) -> bool:
        """Go on to the last chunk as far as it is there; False where these are no chunks, or too many."""
        while self._end is None:
            size = CHUNK.match(self._data, self._chunk_at)
            if size is None:
                return len(self._data) - self._chunk_at < MAX_CHUNK_LINE and not self._has_line()
            if int(size[1], 16) == 0:
                return self._scan_trailers(size.end())
            after = size.end() + int(size[1], 16) + 2
            if after - self._head_end > MAX_CHUNKED_BYTES:
                return False
            if after > len(self._data):
                return True
            self._chunk_at = after
        return True

    def _has_line(self) -> bool:
        return self._data.find(b"\r\n", self._chunk_at) >= 0

    def _scan_trailers(self, start: int) -> bool:
        at = self._data.find(END_OF_HEAD, start - 2)
        if at >= 0:
            self._end = at + len(END_OF_HEAD)
        return at >= 0 or len(self._data) - start <= MAX_HEAD_BYTES
