"""The Grafana dashboards: committed as they are written, complete, and of queries that parse."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboards.grafana.build import FOLDER, all_boards, rendered
from dashboards.grafana.panel import WIDTH, Board, Panel
from webapp.paths import ROOT

BOARDS = dict(all_boards())
PROMTOOL = shutil.which("promtool")

each_board = pytest.mark.parametrize("name", BOARDS)


def queries() -> list[str]:
    """Every expression of every board, annotations too."""
    panels = [query.expr for board in BOARDS.values() for panel in board.panels for query in panel.queries]
    return panels + [expr for board in BOARDS.values() for _, expr in board.annotations]


def test_there_are_six() -> None:
    assert len(BOARDS) == 6
    assert {path.stem for path in FOLDER.glob("*.json")} == set(BOARDS)


@each_board
def test_the_committed_file_is_what_the_board_says(name: str) -> None:
    committed = (FOLDER / f"{name}.json").read_text()
    assert committed == rendered(BOARDS[name]), "run 'make docs'"


@each_board
def test_every_panel_says_what_it_shows_and_in_which_unit(name: str) -> None:
    board: Board = BOARDS[name]
    assert board.description
    assert all(panel.title and panel.description.endswith(".") and panel.unit for panel in board.panels)
    assert len({panel.title for panel in board.panels}) == len(board.panels)


@each_board
def test_panels_neither_overlap_nor_stick_out(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARDS[name].document()["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert max(x for x, _ in cells) < WIDTH
        taken |= cells


def test_a_panel_that_does_not_fit_begins_a_new_row() -> None:
    one = Panel("a", "A.", "s", (), width=16)
    placed = [panel["gridPos"] for panel in Board("u", "t", "D.", (one, one)).document()["panels"]]
    assert [(place["x"], place["y"]) for place in placed] == [(0, 0), (0, 8)]


@pytest.mark.skipif(PROMTOOL is None, reason="needs Debian's package prometheus")
def test_every_query_parses(tmp_path: Path) -> None:
    rules = [{"record": f"taskpilot:q{place}", "expr": expr} for place, expr in enumerate(queries())]
    file = tmp_path / "rules.yml"
    file.write_text(json.dumps({"groups": [{"name": "queries", "rules": rules}]}))
    checked = subprocess.run(
        [str(PROMTOOL), "check", "rules", file], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(PROMTOOL is None, reason="needs Debian's package prometheus")
def test_prometheus_takes_the_configuration_of_a_lab() -> None:
    config = ROOT / "dashboards/prometheus/prometheus.yml"
    checked = subprocess.run(
        [str(PROMTOOL), "check", "config", config], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_grafana_finds_what_it_is_provisioned_with() -> None:
    folder = ROOT / "dashboards/grafana/provisioning"
    source: Any = yaml.safe_load((folder / "datasources/prometheus.yml").read_text())["datasources"][0]
    uids = {p["datasource"]["uid"] for b in BOARDS.values() for p in b.document()["panels"]}
    assert uids == {source["uid"]}
    provider = yaml.safe_load((folder / "dashboards/taskpilot.yml").read_text())["providers"][0]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    mounted = {volume.split(":")[1] for volume in compose["services"]["grafana"]["volumes"]}
    assert provider["options"]["path"] in mounted
