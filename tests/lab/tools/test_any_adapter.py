"""Files that no adapter may stumble over: each is refused by name, or read as a report."""

import json
from pathlib import Path
from typing import Any

import pytest

from lab.score.match import score
from lab.tools.catalogue import adapters
from lab.tools.files import BrokenReport
from tests.lab.score.truths import finding, truth

NAMES = {
    "postgresai": ("H002.json", "F003.json"),
    "squawk": ("squawk.json",),
    "pghero": ("unused_indexes.csv", "sequence_danger.csv"),
    "pgwatch": ("recommendations.csv",),
    "generic": ("report.json", "report.csv"),
    "inspect": ("report.json",),
}
CSV_HEADS = {
    "unused_indexes.csv": "schema,table,index,index_scans",
    "sequence_danger.csv": "sequence,table",
    "recommendations.csv": "reco_topic,object_name,recommendation",
    "report.csv": "check,object,kind",
}
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n",
    "binary": bytes(range(256)) * 10,
    "utf-16": '[{"check": "H002"}]'.encode("utf-16"),
    "null": b"null",
    "number": b"1e999",
    "text": b'"H002"',
    "deep list": b"[" * 50_000,
    "deep object": b'{"results":' * 50_000,
    "cut off": b'{"checkId": "H002", "results": {"node-01": {"data": {"t": {"unused_indexes": [{"ind',
    "wrong types": json.dumps(
        {"checkId": [], "results": {"n": {"data": {"t": {"unused_indexes": 7}}}}}
    ).encode(),
    "odd rows": json.dumps(
        [None, 1, [], {}, {"rule_name": 7, "file": {}}, {"check": {}, "object": []}]
    ).encode(),
    "control characters": json.dumps({"findings": [{"check": "\x1b[2J", "object": "\x00\u202e"}]}).encode(),
    "same key twice": b'{"findings": [], "findings": {}}',
    "huge number": b'{"findings": [{"check": "H002", "object": {"name": "x", "queryid": '
    + b"9" * 5_000
    + b"}}]}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("tool", "name"), [(tool, name) for tool, names in NAMES.items() for name in names])
def test_a_hostile_file_is_refused_by_name_or_read(
    tmp_path: Path, tool: str, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    for path in (tmp_path / name, tmp_path):
        try:
            report = adapters()[tool](path)
        except BrokenReport as refused:
            assert str(tmp_path) in refused.message
        else:
            score(truth(finding()), report)


ROWS: list[Any] = ['"', '","', '"a\nb",,', "\x00,\x00,\x00", ",,,", "$other$,$other$,$other$", "é" * 70_000]


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
@pytest.mark.parametrize(
    ("tool", "name"), [(tool, name) for tool, names in NAMES.items() for name in names if name in CSV_HEADS]
)
def test_a_hostile_row_is_refused_by_name_or_read(tmp_path: Path, tool: str, name: str, row: str) -> None:
    (tmp_path / name).write_text(f"{CSV_HEADS[name]}\n{row}\n")
    try:
        report = adapters()[tool](tmp_path / name)
    except BrokenReport as refused:
        assert name in refused.message
    else:
        score(truth(finding()), report)


@pytest.mark.parametrize("tool", sorted(NAMES))
def test_a_report_without_end_is_refused_unread(tmp_path: Path, tool: str) -> None:
    for name in NAMES[tool]:
        with (tmp_path / name).open("wb") as file:
            file.truncate(2**40)
    try:
        report = adapters()[tool](tmp_path)
    except BrokenReport as refused:
        assert "are the most that are read" in refused.message
    else:
        assert len(report.failed) == len(NAMES[tool])


@pytest.mark.parametrize("tool", sorted(NAMES))
def test_a_device_or_a_link_to_one_is_refused(tmp_path: Path, tool: str) -> None:
    for name in NAMES[tool]:
        (tmp_path / name).symlink_to("/dev/zero")
    for path in (tmp_path, tmp_path / NAMES[tool][0]):
        with pytest.raises(BrokenReport):
            adapters()[tool](path)
