"""The database under inspection: short reads, each on its own, marked as the lab's."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, TextClause

from lab.inspect.blind import Blind
from lab.inspect.plans import Statement, planned_statements
from lab.inspect.sql import marked

APPLICATION_NAME = "taskpilot-lab inspect"
STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 1_000


class Database:
    """A connection in autocommit and what several checks need of it, read once.

    `before` are the calls of statements, by queryid, at an earlier look; `calls` those that this one counted.
    """

    def __init__(self, connection: Connection, before: Mapping[int, int] | None = None) -> None:
        self.before = before or {}
        self.calls: dict[int, int] = {}
        self.connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        self.connection.exec_driver_sql(f"set statement_timeout = {STATEMENT_TIMEOUT_MS}")
        self.connection.exec_driver_sql(f"set lock_timeout = {LOCK_TIMEOUT_MS}")
        self.connection.exec_driver_sql("set default_transaction_read_only = on")

    def rows(self, query: TextClause, **parameters: object) -> Sequence[Row[Any]]:
        """The rows of a query."""
        return self.connection.execute(query, parameters).all()

    @cached_property
    def extensions(self) -> dict[str, str]:
        """The installed extensions and the schema that each lives in."""
        query = marked("select extname, extnamespace::regnamespace::text from pg_extension")
        return {row.extname: row.extnamespace for row in self.rows(query)}

    @cached_property
    def may_measure(self) -> bool:
        """Whether this role may call pgstattuple's functions (pg_stat_scan_tables may, and so pg_monitor)."""
        query = marked(
            "select pg_has_role(current_user, 'pg_stat_scan_tables', 'member') or rolsuper"
            " from pg_roles where rolname = current_user"
        )
        return bool(self.rows(query)[0][0])

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements of this database that ran often enough to judge, with their generic plans.

        Those that have not run since the earlier look are left out: nobody may send them any more.
        """
        self.require("pg_stat_statements")
        hot = planned_statements(self.connection)
        self.calls = {statement.queryid: statement.calls for statement in hot}
        return [statement for statement in hot if statement.calls != self.before.get(statement.queryid)]

    def require(self, extension: str) -> None:
        """Blind where an extension is not installed."""
        if extension not in self.extensions:
            raise Blind(f"the extension {extension} is not installed in this database")
