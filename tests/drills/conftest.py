"""Drills: what is promised, broken on purpose on the real parts, and one figure for each promise kept.

`pytestmark = pytest.mark.promise(N)` says which promise of docs/RELIABILITY.md a file's drills hold; it makes
them slow tests. `make drills` runs all of them and ends with their figures.
"""

from collections.abc import Callable

import pytest

from tests.webapp.conftest import world, world_database, world_url  # noqa: F401 - a session's fixtures, once
from tests.webapp.jobs.conftest import job_settings, start_jobs, until  # noqa: F401

Figure = Callable[[str, object], None]
SHOWN = pytest.StashKey[int]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A drill is a slow test."""
    for item in items:
        if item.get_closest_marker("promise"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def figure(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Figure:
    """A function that takes what was measured, such as `figure("back after", "1.2 s")`."""
    marker = request.node.get_closest_marker("promise")
    assert marker, "a drill names its promise: pytestmark = pytest.mark.promise(1)"

    def measured(what: str, value: object) -> None:
        record_property(f"promise {marker.args[0]}: {what}", value)

    return measured


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of the drills that ran, by promise; also of those that failed."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    figures = [
        (name.removeprefix("promise "), value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name.startswith("promise ")
    ]
    if figures:
        terminalreporter.section("figures of the drills")
    for name, value in sorted(figures, key=lambda item: int(item[0].split(":")[0])):
        terminalreporter.write_line(f"{name:<66} {value}")
