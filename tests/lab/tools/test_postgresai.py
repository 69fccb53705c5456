"""postgres_ai's checkup folder, in the shapes that its files have."""

import json
from pathlib import Path
from typing import Any

import pytest

from lab.tools import postgresai
from lab.tools.files import BrokenReport
from lab.tools.report import Report, Weight

INDEX = {"schema_name": "public", "table_name": "issues", "index_name": "ix_a", "reason": "Never Used"}


def checkup(folder: Path, **checks: Any) -> Path:
    """A folder of checkup files; a value is the check's `data` for one database, or a whole node."""
    for check, data in checks.items():
        node = data.get("node", {"data": {"taskpilot": data}})
        document = {"checkId": check, "checkTitle": "", "nodes": {}, "results": {"node-01": node}}
        (folder / f"{check}.json").write_text(json.dumps(document))
    return folder


def only(report: Report) -> list[tuple[str, str | None, str | None, str]]:
    """The rows as (check, schema, name, weight)."""
    return [(row.check, row.subject.schema, row.subject.name, str(row.weight)) for row in report.rows]


def test_unused_and_invalid_indexes_are_read_bare(tmp_path: Path) -> None:
    folder = checkup(tmp_path, H002={"unused_indexes": [INDEX]}, H001={"invalid_indexes": [INDEX, INDEX]})
    assert only(postgresai.read(folder)) == [
        ("H001", "public", "ix_a", "verdict"),
        ("H001", "public", "ix_a", "verdict"),
        ("H002", "public", "ix_a", "verdict"),
    ]


@pytest.mark.parametrize(
    ("schema", "written", "name"),
    [
        ("public", "ix_a", "ix_a"),
        ("sales", "sales.ix_a", "ix_a"),
        ("public", '"We Ird"', "We Ird"),
        ("sales", 'sales."We ""Ird"', 'We "Ird'),
    ],
)
def test_redundant_indexes_are_named_as_sql_would(
    tmp_path: Path, schema: str, written: str, name: str
) -> None:
    row = {**INDEX, "schema_name": schema, "index_name": written}
    report = postgresai.read(checkup(tmp_path, H004={"redundant_indexes": [row]}))
    assert only(report) == [("H004", schema, name, "verdict")]


def test_a_name_with_a_dot_is_left_alone_where_the_tool_writes_it_bare(tmp_path: Path) -> None:
    report = postgresai.read(checkup(tmp_path, H002={"unused_indexes": [{**INDEX, "index_name": "a.b"}]}))
    assert only(report) == [("H002", "public", "a.b", "verdict")]


def test_a_roll_up_row_makes_the_silence_of_its_check_mean_nothing(tmp_path: Path) -> None:
    rows = [INDEX, {"schema_name": "$other$", "table_name": "$other$", "index_name": "$other$"}]
    report = postgresai.read(checkup(tmp_path, H002={"unused_indexes": rows}))
    assert len(report.rows) == 1
    assert report.no_evidence("H002", {}) == "the tool's list was cut off"


@pytest.mark.parametrize(
    ("share", "size", "weights"),
    [(66.9, 2_000_000, ["verdict"]), (66.9, 900_000, ["grey"]), (41.9, 9_000_000, ["grey"]), (5, 9e9, [])],
)
def test_bloat_is_a_verdict_from_half_and_one_mebibyte_on(
    tmp_path: Path, share: float, size: float, weights: list[str]
) -> None:
    row = {"schema_name": "public", "table_name": "issues", "bloat_pct": share, "bloat_size": size}
    report = postgresai.read(checkup(tmp_path, F004={"bloated_tables": [row], "status": {"ok": True}}))
    assert [str(row.weight) for row in report.rows] == weights


def test_a_check_that_says_it_could_not_look_is_no_evidence(tmp_path: Path) -> None:
    status = {"ok": False, "reason": "missing_schema"}
    report = postgresai.read(checkup(tmp_path, F005={"bloated_indexes": [], "status": status}))
    assert report.no_evidence("F005", {}) == "the check failed: missing_schema"


def test_a_table_listed_without_a_flag_has_no_dead_tuples_to_speak_of(tmp_path: Path) -> None:
    rows = [
        {"schema_name": "public", "table_name": "flagged", "over_vacuum_trigger": True},
        {"schema_name": "public", "table_name": "listed", "over_vacuum_trigger": False},
        {"schema_name": "public", "table_name": "unanalyzed", "over_analyze_trigger": True},
    ]
    report = postgresai.read(checkup(tmp_path, F003={"dead_tuples_tables": rows}))
    assert only(report) == [
        ("F003", "public", "flagged", "verdict"),
        ("F003", "public", "unanalyzed", "grey"),
    ]


def test_rules_of_a_stock_server_are_grey_and_tables_are_taken_out_of_their_quotes(tmp_path: Path) -> None:
    analysis = {
        "rules_fired": [{"id": "cost_limit_low"}, {"id": "autovacuum_off"}, {"id": "reloptions_overview"}],
        "reloptions_overview": {"autovacuum_disabled_tables": ['"public"."issues"']},
    }
    report = postgresai.read(checkup(tmp_path, F001={"node": {"data": {}, "settings_analysis": analysis}}))
    assert only(report) == [
        ("F001", None, "server", "grey"),
        ("F001", None, "server", "verdict"),
        ("F001", "public", "issues", "verdict"),
    ]


@pytest.mark.parametrize(("severity", "weight"), [("OK", Weight.LISTING), ("WARNING", Weight.VERDICT)])
def test_the_holder_of_the_horizon_is_a_verdict_when_it_is_severe(
    tmp_path: Path, severity: str, weight: Weight
) -> None:
    holder = {"source": "pg_stat_activity", "detail": {"pid": 7, "application_name": "report"}}
    data = {"severity": severity, "dominant_holder": holder}
    (row,) = postgresai.read(checkup(tmp_path, F009={"node": {"data": data}})).rows
    assert (row.subject.name, row.weight) == ("report", weight)


def test_wraparound_deadlocks_and_top_queries_are_read(tmp_path: Path) -> None:
    old = {"schema_name": "public", "table_name": "old", "xid": {"severity": "warning"}}
    fine = {"schema_name": "public", "table_name": "fine", "xid": {"severity": "info"}}
    report = postgresai.read(
        checkup(
            tmp_path,
            F002={"node": {"data": {"severity": "warning", "tables": [old, fine]}}},
            G003={"node": {"data": {"deadlock_stats": {"deadlocks": 3}}}},
            K003={"top_queries": [{"queryid": "-77", "total_time": 1200}]},
        )
    )
    named = [(row.check, row.subject.name or row.subject.queryid) for row in report.rows]
    assert named == [("F002", "old"), ("G003", "server"), ("K003", "-77")]


def test_a_check_without_a_file_is_not_covered(tmp_path: Path) -> None:
    report = postgresai.read(checkup(tmp_path, H002={"unused_indexes": []}))
    assert report.no_evidence("F002", {}) == "the tool has no such check"
    assert report.no_evidence("H002", {}) is None


def test_a_broken_file_fails_its_check_and_no_other(tmp_path: Path) -> None:
    folder = checkup(tmp_path, H002={"unused_indexes": [INDEX]})
    (folder / "F004.json").write_text('{"checkId": "F004", "results": {"node-')
    report = postgresai.read(folder)
    assert (len(report.rows), "no JSON" in str(report.no_evidence("F004", {}))) == (1, True)


def test_what_the_command_called_failed_is_no_evidence(tmp_path: Path) -> None:
    folder = checkup(tmp_path, H002={"unused_indexes": []}, F005={"bloated_indexes": []})
    (folder / "checkup.log").write_text(
        "ok\n!check-failed: F002 unsupported XML feature\n!check-degraded: F005\n"
    )
    report = postgresai.read(folder)
    assert report.failed == {"F002": "unsupported XML feature", "F005": "the command said so"}


def test_a_folder_without_any_checkup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(BrokenReport, match="no checkup"):
        postgresai.read(tmp_path)


HOSTILE: list[Any] = [
    {"unused_indexes": "x"},
    {"unused_indexes": [None, 7, [], {}, {"index_name": None}, {"index_name": ["x"]}]},
    {"unused_indexes": {"index_name": "x"}},
    {"bloated_tables": [{"table_name": "t", "bloat_pct": "NaN", "bloat_size": 1e400}]},
    {"dead_tuples_tables": [{"table_name": {}, "over_vacuum_trigger": True}]},
    {"top_queries": [{"queryid": "'; drop table issues; --"}, {"queryid": None}]},
    {"overflow_risks": [{"sequence_name": "", "column_percent_used": "9" * 5000}]},
    {"node": 7},
    {"node": {"data": [1, 2]}},
    {
        "node": {
            "settings_analysis": {
                "rules_fired": [1],
                "reloptions_overview": {"autovacuum_disabled_tables": [7, "."]},
            }
        }
    },
]


@pytest.mark.parametrize("check", sorted(postgresai.READERS))
@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_no_shape_of_data_breaks_the_reading(tmp_path: Path, check: str, data: Any) -> None:
    report = postgresai.read(checkup(tmp_path, **{check: data}))
    assert all(row.subject.name or row.subject.queryid for row in report.rows)
