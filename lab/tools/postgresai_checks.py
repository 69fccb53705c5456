"""How the data of each postgres_ai check become findings: which rows are verdicts, and which only listings.

The tool lists every table over 1 MiB under F004, names a dominant holder at severity OK, and fires three
rules on a stock server; what counts as a verdict here follows its gates as measured (docs/TOOLS.md).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lab.score.objects import Subject, qualified
from lab.tools.files import fields_of, number, rows_of, word
from lab.tools.report import Reported, Weight

ROLL_UP = "$other$"
VERDICT_BLOAT_PCT, GREY_BLOAT_PCT, VERDICT_BLOAT_BYTES = 50.0, 30.0, 2**20
NEAR_END_PCT = 75.0
STOCK_RULES = {"cost_limit_low", "work_mem_inherits", "max_workers_default"}
LISTING_RULES = {"reloptions_overview", "per_table_cost_delay_zero"}
SEVERE = {"warning", "high", "critical", "notice"}
DEAD = ("exceeds_dead_tuple_thresholds", "autovacuum_disabled_flagged", "over_vacuum_trigger", "starving")
DEAD_GREY = ("over_analyze_trigger", "over_insert_trigger", "over_analyze", "over_insert")


class NoEvidence(Exception):
    """The check ran and could not see; the message says why."""


class Truncated:
    """A roll-up row: the list was cut off here."""


Row = Reported | Truncated


@dataclass(frozen=True, slots=True)
class Reader:
    """The check's name in the ground truth, and what turns a node's results into rows."""

    check: str
    read: Callable[[dict[str, Any]], Iterator[Row]]


def databases(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node's data per database; NoEvidence where one says that it could not look."""
    for found in fields_of(node.get("data")).values():
        if isinstance(found, dict):
            status = fields_of(found.get("status"))
            if status.get("ok") is False:
                raise NoEvidence(str(status.get("reason") or "status is not ok"))
            yield found


def objects(check: str, listed: str, kind: str, field: str) -> Reader:
    """A check that lists objects, each one a verdict."""

    def read(node: dict[str, Any]) -> Iterator[Row]:
        for database in databases(node):
            for row in rows_of(database.get(listed)):
                yield row_of(check, kind, field, row)

    return Reader(check, read)


def row_of(check: str, kind: str, field: str, row: dict[str, Any], weight: Weight = Weight.VERDICT) -> Row:
    """One listed object; a name in quotes, or with its schema before it, is taken apart."""
    name, schema = word(row, field) or "", word(row, "schema_name")
    if ROLL_UP in (name, word(row, "table_name")):
        return Truncated()
    if check == "H004" and name and (name.startswith('"') or (schema and name.startswith(f"{schema}."))):
        name = qualified(name).name or name
    table = word(row, "table_name") if kind != "table" else None
    detail = word(row, "reason") or ""
    if "bloat_pct" in row:
        detail = f"{number(row['bloat_pct']):.0f}% bloat"
    return Reported(check, Subject(kind, name, schema, table), detail, weight)


def bloat(check: str, listed: str, kind: str, field: str) -> Reader:
    """A check that lists everything over 1 MiB with an estimate; the verdict is ours, 30 to 50% is grey."""

    def read(node: dict[str, Any]) -> Iterator[Row]:
        for database in databases(node):
            for row in rows_of(database.get(listed)):
                share, size = number(row.get("bloat_pct")), number(row.get("bloat_size"))
                if share >= VERDICT_BLOAT_PCT and size >= VERDICT_BLOAT_BYTES:
                    yield row_of(check, kind, field, row)
                elif share >= GREY_BLOAT_PCT or word(row, field) == ROLL_UP:
                    yield row_of(check, kind, field, row, Weight.GREY)

    return Reader(check, read)


def settings(node: dict[str, Any]) -> Iterator[Row]:
    """F001: rules about the server, and the tables with options of their own."""
    analysis = fields_of(node.get("settings_analysis")) or fields_of(
        fields_of(node.get("data")).get("settings_analysis")
    )
    for rule in rows_of(analysis.get("rules_fired")):
        name = word(rule, "id") or ""
        if name not in LISTING_RULES:
            weight = Weight.GREY if name in STOCK_RULES else Weight.VERDICT
            yield Reported("F001", Subject("database", "server"), name, weight)
    overview = fields_of(analysis.get("reloptions_overview"))
    for listed in ("autovacuum_disabled_tables", "cost_delay_zero_tables"):
        tables = overview.get(listed)
        for table in tables if isinstance(tables, list) else []:
            if isinstance(table, str) and table.strip('". '):
                yield Reported("F001", qualified(table, "table"), listed)


def wraparound(node: dict[str, Any]) -> Iterator[Row]:
    """F002: tables and databases at warning or worse."""
    data = fields_of(node.get("data"))
    for listed, kind, field in (
        ("tables", "table", "table_name"),
        ("databases", "database", "database_name"),
    ):
        for row in rows_of(data.get(listed)):
            ages = (fields_of(row.get("xid")), fields_of(row.get("multixact")))
            severity = next((s for age in ages if (s := word(age, "severity")) in SEVERE), None)
            if severity:
                yield Reported("F002", Subject(kind, word(row, field), word(row, "schema_name")), severity)


def dead_tuples(node: dict[str, Any]) -> Iterator[Row]:
    """F003: flagged tables; a table listed without a flag is no finding."""
    for database in databases(node):
        for row in rows_of(database.get("dead_tuples_tables")):
            flags = [flag for flag in DEAD if row.get(flag) is True]
            about = Subject("table", word(row, "table_name"), word(row, "schema_name"))
            if flags:
                yield Reported("F003", about, ", ".join(flags))
            elif any(row.get(flag) is True for flag in DEAD_GREY):
                yield Reported("F003", about, "statistics are due", Weight.GREY)


def horizon(node: dict[str, Any]) -> Iterator[Row]:
    """F009: the dominant holder; at severity OK it is named without a verdict."""
    data = fields_of(node.get("data"))
    holder = fields_of(data.get("dominant_holder"))
    name = word(fields_of(holder.get("detail")), "application_name")
    if name:
        severe = (word(data, "severity") or "").lower() in SEVERE
        weight = Weight.VERDICT if severe else Weight.LISTING
        yield Reported("F009", Subject("session", name), str(data.get("severity")), weight)


def deadlocks(node: dict[str, Any]) -> Iterator[Row]:
    """G003: a count since the statistics began, without an object."""
    count = number(fields_of(fields_of(node.get("data")).get("deadlock_stats")).get("deadlocks"))
    if count > 0:
        yield Reported("G003", Subject("database", "server"), f"{count:.0f} deadlocks")


def top_queries(node: dict[str, Any]) -> Iterator[Row]:
    """K003 of the full monitoring: a rank of statements by total time, without a verdict."""
    for database in databases(node):
        for row in rows_of(database.get("top_queries")):
            if (queryid := row.get("queryid")) and str(queryid).lstrip("-").isdigit():
                detail = f"{number(row.get('total_time')):.0f} ms in all"
                yield Reported("K003", Subject("statement", queryid=str(queryid)), detail, Weight.LISTING)


def sequences(node: dict[str, Any]) -> Iterator[Row]:
    """L003 of the full monitoring: sequences by share used; critical from three quarters on."""
    for database in databases(node):
        for row in rows_of(database.get("overflow_risks")):
            used = max(number(row.get("sequence_percent_used")), number(row.get("column_percent_used")))
            name, schema, table = (word(row, key) for key in ("sequence_name", "schema_name", "table_name"))
            weight = Weight.VERDICT if used >= NEAR_END_PCT else Weight.GREY
            about = Subject("sequence", qualified(name).name if name else None, schema, table)
            yield Reported("lab:integer_key_near_its_end", about, f"{used:.0f}% used", weight)


def foreign_keys(node: dict[str, Any]) -> Iterator[Row]:
    """H003 of the full monitoring."""
    for row in rows_of(fields_of(node.get("data")).get("non_indexed_fks")):
        about = Subject("constraint", word(row, "fk_name"), word(row, "schema_name"), word(row, "table_name"))
        yield Reported("lab:foreign_key_without_index", about, word(row, "fk_definition") or "")


READERS = {
    "H001": objects("H001", "invalid_indexes", "index", "index_name"),
    "H002": objects("H002", "unused_indexes", "index", "index_name"),
    "H003": Reader("lab:foreign_key_without_index", foreign_keys),
    "H004": objects("H004", "redundant_indexes", "index", "index_name"),
    "F001": Reader("F001", settings),
    "F002": Reader("F002", wraparound),
    "F003": Reader("F003", dead_tuples),
    "F004": bloat("F004", "bloated_tables", "table", "table_name"),
    "F005": bloat("F005", "bloated_indexes", "index", "index_name"),
    "F009": Reader("F009", horizon),
    "G003": Reader("G003", deadlocks),
    "K003": Reader("K003", top_queries),
    "L003": Reader("lab:integer_key_near_its_end", sequences),
}
