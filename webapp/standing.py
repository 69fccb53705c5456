"""What callers with signed tokens are now: their role and their password's mark, or nobody any more.

A signed token says what its owner was at the login, and the mark of the password that it was given for.
Whoever has called lately is looked up again, all of them in one statement, as soon as what is known of a
caller is older than FRESH_S: so a deactivation, a new role or a new password takes effect within that time,
and a busy process asks once in FRESH_S and not in each request.
"""

import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import Connection

from webapp.database import reading
from webapp.passwords import mark_of
from webapp.rows import fetch_all

FRESH_S = 2.0
REMEMBERED_S = 60.0

NOW = "select id, role, password_hash from users where id = any(%(ids)s::bigint[]) and active"


@dataclass(frozen=True, slots=True)
class Known:
    """What an active user is: the role, and `webapp.passwords.mark_of` the password."""

    role: str
    mark: str


@dataclass(slots=True)
class _Caller:
    """`known` as it was at `read_at`; None for one who is not active. Moments are monotonic."""

    known: Known | None
    read_at: float
    called_at: float


@dataclass
class Standing:
    """The callers of one process."""

    _callers: dict[int, _Caller] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, user_id: int) -> Known | None:
        """What a user is, at most FRESH_S ago; None for one who is not active."""
        now = time.monotonic()
        caller = self._callers.get(user_id)
        if caller is not None and now - caller.read_at < FRESH_S:
            caller.called_at = now
            return caller.known
        return self._look_up(user_id, now)

    def forget(self, user_id: int) -> None:
        """Look a user up at the next request: something has just been changed."""
        self._callers.pop(user_id, None)

    def _look_up(self, user_id: int, now: float) -> Known | None:
        for_all = self._lock.acquire(blocking=False)  # one asks for everybody, others only for their own
        try:
            lately = self._called_lately(now) if for_all else {}
            with reading() as connection:
                found = _found(connection, {user_id, *lately})
            self._callers |= {one: _Caller(found.get(one), now, called) for one, called in lately.items()}
            self._callers[user_id] = _Caller(found.get(user_id), now, now)
        finally:
            if for_all:
                self._lock.release()
        return found.get(user_id)

    def _called_lately(self, now: float) -> dict[int, float]:
        callers = list(self._callers.items())
        for user_id, caller in callers:
            if now - caller.called_at > REMEMBERED_S:
                self._callers.pop(user_id, None)
        return {one: caller.called_at for one, caller in callers if now - caller.called_at <= REMEMBERED_S}


def _found(connection: Connection, user_ids: set[int]) -> dict[int, Known]:
    as_text = "{" + ",".join(map(str, sorted(user_ids))) + "}"  # one constant, so one queryid for any number
    rows = fetch_all(connection, NOW, {"ids": as_text})
    return {row["id"]: Known(row["role"], mark_of(row["password_hash"])) for row in rows}
