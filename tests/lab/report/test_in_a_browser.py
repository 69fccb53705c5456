"""The report in Chromium: on a screen and on a phone, in the dark, without a word on the console."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from lab.report.write import write_report
from tests.lab.report.conftest import HOSTILE, MakeRun

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """
    Math.min(...[...document.querySelectorAll('svg.chart')].filter(e => e.getClientRects().length)
      .map(e => 12 * e.getBoundingClientRect().width / e.viewBox.baseVal.width))
"""


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["screen", "phone in the dark"])
def page(request: pytest.FixtureRequest, browser: Any, make_run: MakeRun) -> Iterator[Page]:
    """A report with hostile words, open; nothing was logged and nothing fetched but the file."""
    width, scheme = request.param
    opened = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    fetched: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("dialog", lambda dialog: said.append(dialog.message))
    opened.on("request", lambda asked: fetched.append(asked.url))
    report = write_report(make_run(days=3, words=HOSTILE, engineer=HOSTILE).path)
    opened.goto(report.as_uri())
    yield opened
    opened.close()
    assert (said, [url for url in fetched if not url.startswith("data:")]) == ([], [report.as_uri()])


def test_nothing_is_wider_than_the_window(page: Page) -> None:
    assert page.evaluate(OVERFLOW) <= 0


def test_words_in_charts_are_large_enough_to_read(page: Page) -> None:
    assert page.evaluate(SMALLEST) >= 10


def test_one_drawing_of_each_chart_is_shown(page: Page) -> None:
    shown = page.locator(".wide:visible, .narrow:visible").count()
    assert shown == page.locator(".wide").count() > 3


def test_charts_have_a_name_for_those_who_do_not_see_them(page: Page) -> None:
    charts = page.locator("svg.chart")
    assert all(charts.nth(place).get_attribute("aria-label") for place in range(charts.count()))
