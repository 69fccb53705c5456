"""Errors that end a command: one line that says value, reason and way out, and exit code 2.

SQLAlchemy and the Redis client are loaded when a command runs that may need them, not with this file:
every other file imports it, and they take longer than a small command does.
"""

import errno
import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")
GONE = (None, "57P01", "57P02", "57P03")  # no answer; told to end, crashed beside others, not up yet

DISK_FULL = "53100"
REDIS_CANNOT_WRITE = "MISCONF"
MAKE_ROOM = "make room on its disk and run the command again"


class Refusal(click.ClickException):
    """Wrong usage or an unreachable service; the base of every such error here."""

    exit_code = 2


def refuses(command: Callable[P, R]) -> Callable[P, R]:
    """Turn an unreachable PostgreSQL or Redis, and a full disk, inside a command into a Refusal."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        from redis.exceptions import ConnectionError as RedisConnectionError
        from redis.exceptions import ResponseError
        from redis.exceptions import TimeoutError as RedisTimeoutError
        from sqlalchemy.exc import InterfaceError, OperationalError

        try:
            return command(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if getattr(error.orig, "pgcode", None) == DISK_FULL:
                raise Refusal(f"PostgreSQL found no room: {first_line(error.orig)}; {MAKE_ROOM}") from None
            if not is_gone(error.orig):
                raise
            raise Refusal(f"PostgreSQL does not answer: {first_line(error.orig)}") from None
        except (RedisConnectionError, RedisTimeoutError) as error:
            raise Refusal(f"Redis does not answer: {first_line(error)}") from None
        except ResponseError as error:
            if not str(error).startswith(REDIS_CANNOT_WRITE):
                raise
            raise Refusal(f"Redis takes no writes: {first_line(error)}; {MAKE_ROOM}") from None
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise Refusal(f"{error.filename or 'a file'} found no room; {MAKE_ROOM}") from None

    return guarded


def is_gone(error: object) -> bool:
    """Whether a driver's error means that the server or the connection is not there any more."""
    return getattr(error, "pgcode", None) in GONE


def first_line(error: object) -> str:
    """An error's first line, without a trailing full stop."""
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def shown_url(url: str) -> str:
    """A URL with its password masked."""
    from sqlalchemy.engine import make_url

    masked: Any = make_url(url).render_as_string(hide_password=True)
    return str(masked)
