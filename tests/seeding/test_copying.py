"""COPY's errors are raised, and nobody's terminal gets them besides."""

import psycopg2
import pytest
from sqlalchemy import Engine, text

from seeding.copying import copy_in
from seeding.load import libpq

LINES = b"some text of a row\n" * 400
ENOUGH_READS = 400


class Terminated:
    """Rows to read; the connection that takes them is terminated after a few."""

    def __init__(self, database: Engine, pid: int, after: int) -> None:
        self.database, self.pid, self.after, self.reads = database, pid, after, 0

    def read(self, _size: int) -> bytes:
        """Some more rows."""
        self.reads += 1
        if self.reads == self.after:
            with self.database.connect() as connection:
                connection.execute(text("select pg_terminate_backend(:pid)"), {"pid": self.pid})
        return LINES if self.reads < ENOUGH_READS else b""


def test_a_connection_lost_in_mid_copy_is_an_error_and_no_print(
    database: Engine, database_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with database.begin() as connection:
        connection.execute(text("create table rows_to_come (a text)"))
    for after in range(15, 30):
        connection = psycopg2.connect(libpq(database_url))
        rows = Terminated(database, connection.info.backend_pid, after)
        with pytest.raises(psycopg2.Error), connection.cursor() as cursor:
            copy_in(cursor, "copy rows_to_come from stdin", rows)
    assert capfd.readouterr().err == ""
