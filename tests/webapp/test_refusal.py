"""What stops a command for want of room ends in one line; what nobody foresaw does not."""

import os

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from webapp.refusal import Refusal, refuses

RAISE = "do $$ begin raise exception 'could not extend it' using errcode = '{code}'; end $$"


def run(engine: Engine, code: str) -> None:
    """Have the server fail with an error of its own."""
    with engine.connect() as connection:
        connection.execute(text(RAISE.format(code=code)))


def test_a_server_without_room_is_a_refusal(database: Engine) -> None:
    with pytest.raises(Refusal, match="PostgreSQL found no room: could not extend it; make room on its disk"):
        refuses(run)(database, "53100")


def test_another_error_of_the_server_is_none(database: Engine) -> None:
    with pytest.raises(OperationalError):
        refuses(run)(database, "53200")


def test_a_disk_without_room_is_a_refusal() -> None:
    @refuses
    def write() -> None:
        descriptor = os.open("/dev/full", os.O_WRONLY)
        try:
            os.write(descriptor, b"x")
        finally:
            os.close(descriptor)

    with pytest.raises(Refusal, match="found no room; make room on its disk and run the command again"):
        write()


def test_a_missing_file_is_none() -> None:
    @refuses
    def read() -> None:
        os.open("/nowhere", os.O_RDONLY)

    with pytest.raises(FileNotFoundError):
        read()
