"""squawk itself, and files as pghero and pgwatch have them."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.tools import pghero, pgwatch, squawk
from lab.tools.catalogue import adapters
from lab.tools.files import BrokenReport
from lab.tools.report import Weight

SQUAWK = Path(sys.executable).with_name("squawk")
BLOCKING = "create index ix_issues_title on issues (title);\n"
CAREFUL = "create index concurrently if not exists ix_issues_title on issues (title);\n"


def linted(folder: Path, **changes: str) -> Path:
    """What the real squawk says of one SQL file per change."""
    files = []
    for change, words in changes.items():
        files.append(folder / f"{change}.sql")
        files[-1].write_text(words)
    done = subprocess.run([SQUAWK, "--reporter", "json", *files], capture_output=True, text=True)
    (folder / "squawk.json").write_text(done.stdout)
    return folder / "squawk.json"


def test_every_tool_that_is_promised_has_an_adapter() -> None:
    assert {"postgresai", "squawk", "pghero", "pgwatch", "generic", "inspect"} == set(adapters())


def test_squawks_rule_is_read_with_the_change_that_broke_it(tmp_path: Path) -> None:
    report = squawk.read(linted(tmp_path, d03a_title=BLOCKING))
    assert [(row.check, row.subject.name) for row in report.rows] == [
        ("squawk:require-concurrent-index-creation", "d03a_title")
    ]


def test_squawks_noise_is_left_out(tmp_path: Path) -> None:
    assert squawk.read(linted(tmp_path, d03a_title=CAREFUL)).rows == []


@pytest.mark.parametrize("words", ['{"file": "x"}', '[{"file": "x"}]', "", "warning: 3 issues"])
def test_what_squawk_did_not_write_is_refused(tmp_path: Path, words: str) -> None:
    (tmp_path / "squawk.json").write_text(words)
    with pytest.raises(BrokenReport):
        squawk.read(tmp_path / "squawk.json")


def test_pgheros_methods_are_read_by_the_names_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "unused_indexes.csv").write_text(
        "schema,table,index,index_size,size_bytes,index_scans\n"
        "public,issues,ix_a,16 kB,16384,0\npublic,issues,ix_b,16 kB,16384,12\n"
    )
    (tmp_path / "invalid_indexes.csv").write_text("index\nix_c\n")
    (tmp_path / "users.csv").write_text("name\nnobody\n")
    rows = [(row.check, row.subject.name, row.weight) for row in pghero.read(tmp_path).rows]
    assert rows == [
        ("H001", "ix_c", Weight.VERDICT),
        ("H002", "ix_a", Weight.VERDICT),
        ("H002", "ix_b", Weight.GREY),
    ]


def test_pghero_is_held_to_the_methods_that_were_exported(tmp_path: Path) -> None:
    (tmp_path / "invalid_indexes.csv").write_text("index\n")
    report = pghero.read(tmp_path)
    assert (report.no_evidence("H001", {}), report.no_evidence("H002", {})) == (
        None,
        "the tool has no such check",
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("unused_indexes.csv", "schema,index\npublic,\n"), ("notes.csv", "a\n1\n"), ("unused_indexes.csv", "")],
)
def test_what_pghero_did_not_write_is_refused(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_text(words)
    with pytest.raises(BrokenReport):
        pghero.read(tmp_path)


def test_pgwatchs_recommendations_are_told_apart_by_their_words(tmp_path: Path) -> None:
    (tmp_path / "recommendations.csv").write_text(
        "time,tag_reco_topic,tag_object_name,recommendation,extra_info\n"
        "1,drop_index,public.ix_a,DROP INDEX public.ix_a;,make sure it is unused on all nodes\n"
        "1,drop_index,public.ix_b,DROP INDEX public.ix_b;,duplicate of ix_c\n"
        '1,drop_index,"public.""Ix""",DROP INDEX,invalid index\n'
        "1,disabled_triggers,public.issues,review usage,\n"
        "1,superuser_count,postgres,too many,\n"
    )
    rows = [(row.check, row.subject.name) for row in pgwatch.read(tmp_path).rows]
    assert rows == [("H002", "ix_a"), ("H004", "ix_b"), ("H001", "Ix"), ("lab:disabled_trigger", "issues")]


def test_what_pgwatch_did_not_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "recommendations.csv").write_text("time,metric\n1,x\n")
    with pytest.raises(BrokenReport, match="reco_topic"):
        pgwatch.read(tmp_path)
