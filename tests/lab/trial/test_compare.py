"""When a difference counts, and what the whole comes to."""

import pytest

from lab.trial.compare import Figure, Verdict, Word, compare, verdict
from lab.trial.play import Play, Work

PATH = "GET /api/v1/projects"


def figure(a: list[float], b: list[float], least: float = 2.0, enough: bool = True) -> Figure:
    return Figure("p95", "ms", a, b, least, enough)


@pytest.mark.parametrize(
    ("a", "b", "word"),
    [
        ([100, 110], [40, 50], Word.BETTER),
        ([40, 50], [100, 110], Word.WORSE),
        ([100, 110], [105, 95], Word.SAME),
        ([100, 180], [60, 90], Word.SAME),
        ([100, 101], [96, 97], Word.SAME),
        ([3.0, 3.0], [2.0, 2.0], Word.SAME),
        ([0.0, 0.0], [0.0, 0.0], Word.SAME),
        ([0.0, 0.0], [50.0, 50.0], Word.WORSE),
    ],
    ids=[
        "clear",
        "clear",
        "overlap",
        "apart by less than the spread",
        "small share",
        "small",
        "nothing",
        "new",
    ],
)
def test_a_change_counts_where_it_stands_out_from_the_noise(
    a: list[float], b: list[float], word: Word
) -> None:
    assert figure(a, b).word is word


def test_few_requests_say_nothing() -> None:
    assert figure([100, 100], [10, 10], enough=False).word is Word.FEW


@pytest.mark.parametrize(
    ("figures", "whole"),
    [
        ([figure([9, 9], [9, 9])], Verdict.NOTHING),
        ([figure([90, 90], [9, 9])], Verdict.BENEFIT),
        ([figure([9, 9], [90, 90])], Verdict.HARM),
        ([figure([9, 9], [90, 90]), figure([90, 90], [9, 9])], Verdict.MIXED),
    ],
)
def test_the_verdict_follows_from_the_figures(figures: list[Figure], whole: Verdict) -> None:
    assert verdict(figures) is whole


def played(side: str, p95: float, requests: int = 100, failures: int = 0, ms: float | None = 200.0) -> Play:
    work = None if ms is None else Work(ms, 1000.0 * requests, 50.0 * requests)
    row = {"name": PATH, "requests": requests, "p95": p95}
    return Play(side, requests, failures, p95, [row], work)


def test_work_is_told_per_request_so_that_a_faster_side_may_do_more() -> None:
    plays = [
        played("a", 50, 100),
        played("b", 50, 200, ms=400.0),
        played("b", 50, 200, ms=400.0),
        played("a", 50),
    ]
    found = {figure.name: figure for figure in compare(plays)}
    assert found["database time per request"].a == found["database time per request"].b == [2.0, 2.0]
    assert found["WAL per request"].word is Word.SAME


def test_failures_are_a_figure() -> None:
    plays = [played("a", 50), played("b", 50, failures=9), played("b", 50, failures=9), played("a", 50)]
    found = {figure.name: figure for figure in compare(plays)}
    assert found["failed requests"].word is Word.WORSE


def test_an_endpoint_that_one_play_did_not_reach_is_not_compared() -> None:
    plays = [played("a", 50), played("b", 10), played("b", 10), played("a", 50)]
    plays[0].endpoints.append({"name": "GET /api/v1/search", "requests": 100, "p95": 1.0})
    names = [figure.name for figure in compare(plays)]
    assert f"p95 of {PATH}" in names
    assert "p95 of GET /api/v1/search" not in names


def test_without_pg_stat_statements_times_are_still_compared() -> None:
    plays = [played(side, 50, ms=None) for side in "abba"]
    assert [figure.name for figure in compare(plays)] == [
        "p95 of all requests",
        "failed requests",
        f"p95 of {PATH}",
    ]
