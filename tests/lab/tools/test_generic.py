"""A tool's findings from JSON and CSV of the user's own making, and from `flask lab inspect`."""

import json
from pathlib import Path
from typing import Any

import pytest

from lab.tools import generic, inspect
from lab.tools.files import BrokenReport

FINDING = {"check": "H002", "object": {"kind": "index", "name": "ix_a"}, "detail": "no scan"}


def written(folder: Path, document: Any, name: str = "report.json") -> Path:
    """A file with a document."""
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.mark.parametrize("document", [[FINDING], {"findings": [FINDING]}])
def test_findings_are_read_with_or_without_a_heading(tmp_path: Path, document: Any) -> None:
    (row,) = generic.read(written(tmp_path, document)).rows
    assert (row.check, row.subject.name, row.detail) == ("H002", "ix_a", "no scan")


def test_the_checks_that_a_tool_names_are_all_that_it_is_held_to(tmp_path: Path) -> None:
    report = generic.read(written(tmp_path, {"findings": [], "checks": ["H002"]}))
    assert report.no_evidence("H004", {}) == "the tool has no such check"
    assert report.no_evidence("H002", {}) is None


def test_without_checks_a_tool_is_held_to_everything(tmp_path: Path) -> None:
    assert generic.read(written(tmp_path, [])).no_evidence("H004", {}) is None


def test_csv_names_objects_as_sql_does(tmp_path: Path) -> None:
    words = 'check,object,kind,detail\nH002,"public.""Odd, name""",index,x\nK003,-77,,\n'
    odd, slow = generic.read(written(tmp_path, words, "report.csv")).rows
    assert (odd.subject.schema, odd.subject.name) == ("public", "Odd, name")
    assert (slow.subject.kind, slow.subject.queryid) == ("statement", "-77")


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("a.json", "", "no JSON"),
        ("a.json", '{"findings": [', "no JSON"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", "{}", "no list of findings"),
        ("a.json", '{"findings": {"check": 1}}', "no list of findings"),
        ("a.json", '[{"object": "x"}]', "finding 1 has no check"),
        ("a.json", '[{"check": "H002", "object": 7}]', "finding 1: an object"),
        ("a.json", '[{"check": "H002"}]', "finding 1: an object"),
        ("a.csv", "", "is empty"),
        ("a.csv", "check,object\nH002", "1 columns, its header 2"),
        ("a.csv", "check,object\nH002,", "row 1 needs a check and an object"),
        ("a.csv", 'check,object\n"H002,x', "is no CSV"),
        ("a.csv", f"check,object\nH002,{'x' * 2**21}", "is no CSV"),
    ],
)
def test_a_broken_report_is_refused_by_name_and_place(
    tmp_path: Path, name: str, words: str, why: str
) -> None:
    path = written(tmp_path, words, name)
    with pytest.raises(BrokenReport, match=why) as refused:
        generic.read(path)
    assert str(path) in refused.value.message


def test_a_file_of_other_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(BrokenReport, match="not UTF-8"):
        generic.read(tmp_path / "a.json")


def test_a_file_without_end_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(BrokenReport, match="are the most that are read"):
        generic.read(tmp_path / "a.json")


@pytest.mark.parametrize("missing", [".", "nothing.json", "/dev/zero"])
def test_a_folder_without_reports_or_no_file_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(BrokenReport):
        generic.read(tmp_path / missing)


def test_a_report_of_a_hundred_thousand_rows_is_read(tmp_path: Path) -> None:
    rows = "".join(f"H002,ix_{number}\n" for number in range(100_000))
    assert len(generic.read(written(tmp_path, f"check,object\n{rows}", "a.csv")).rows) == 100_000


def test_what_inspect_could_not_check_is_no_evidence(tmp_path: Path) -> None:
    document = {"findings": [FINDING], "not_checked": [{"check": "F004", "reason": "no pgstattuple"}]}
    report = inspect.read(written(tmp_path, document))
    assert report.no_evidence("F004", {}) == "the check failed: no pgstattuple"
    assert (report.no_evidence("H002", {}), len(report.rows)) == (None, 1)


def test_inspect_is_not_held_to_checks_that_it_does_not_have(tmp_path: Path) -> None:
    report = inspect.read(written(tmp_path, {"findings": []}))
    assert report.no_evidence("lab:create_index_blocking_writers", {}) == "the tool has no such check"


def test_a_list_is_no_report_of_inspect(tmp_path: Path) -> None:
    with pytest.raises(BrokenReport, match="flask lab inspect"):
        inspect.read(written(tmp_path, []))
