"""The console in a browser, over a running lab."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.lab.labs import Lab, a_lab

MS = 20_000
HOSTILE = "<img src=x onerror=document.title='broken'>"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab under a little load."""
    with a_lab(tmp_path_factory.mktemp("console"), "--users", "20") as made:
        yield made


@pytest.fixture
def page(browser: Any, lab: Lab) -> Iterator[Page]:
    """The console's page; no script fails, nothing is said on the browser's console, nobody else is asked."""
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text))
    opened.on("request", lambda sent: None if "//127.0.0.1:" in sent.url else problems.append(sent.url))
    opened.goto(f"{lab.services['web']['url']}/lab/")
    yield opened
    opened.close()
    assert problems == []


def test_live_figures_move(page: Page) -> None:
    expect(page.locator("#size")).to_contain_text("MiB", timeout=MS)
    expect(page.locator("#personas tbody tr")).to_have_count(4, timeout=MS)
    before = page.locator("#load-summary").inner_text()
    page.wait_for_function(
        "before => document.getElementById('load-summary').textContent !== before", arg=before, timeout=MS
    )


def test_a_day_applied_on_the_page_appears_on_the_timeline(page: Page) -> None:
    first = page.locator("#days button").first
    expect(first).to_have_class("mark next", timeout=MS)
    page.get_by_role("button", name="Apply day 1").click()
    expect(page.locator("#confirm-command")).to_have_text("flask roadmap apply --day 1")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#running")).to_contain_text("ended", timeout=4 * MS)
    expect(first).to_have_class("mark done", timeout=MS)
    expect(page.locator("#day")).to_contain_text("Day 1 of")
    first.click()
    expect(page.locator("#change-body")).to_contain_text("SQL that ran")
    expect(page.locator("#change-body")).to_contain_text("alter table issues")


def test_an_action_that_is_cancelled_is_not_done(page: Page) -> None:
    page.get_by_role("button", name="Let days pass").click(timeout=MS)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator("#confirm")).not_to_be_visible()
    expect(page.locator("#running")).not_to_contain_text("seed grow")


def test_the_dial_changes_locusts_users(page: Page) -> None:
    page.get_by_role("button", name="More RegularUser").click(timeout=MS)
    page.locator("#confirm-value").fill("9")
    page.get_by_role("button", name="Do it").click()
    row = page.locator("#personas tbody tr", has_text="RegularUser")
    expect(row.locator("td").first).to_have_text("9", timeout=MS)


def test_what_is_wrong_is_shown_on_demand_only(page: Page) -> None:
    expect(page.locator("#findings-summary")).to_contain_text("findings expected", timeout=MS)
    expect(page.locator("#labels")).not_to_be_visible()
    page.get_by_label("Show what is wrong").check()
    expect(page.locator("#labels")).to_be_visible(timeout=MS)


def test_hostile_text_stays_text(page: Page, lab: Lab) -> None:
    at = time.time() + 60
    with closing(sqlite3.connect(lab.folder / "watch/samples.sqlite", timeout=10)) as samples, samples:
        samples.execute("insert into texts (at, queryid, words) values (?, '7', ?)", (at, HOSTILE))
        samples.execute(
            "insert into statements (at, queryid, calls, exec_ms, longest_ms) values (?, '7', 10, 9e7, 1)",
            (at,),
        )
    expect(page.locator("#statements tbody")).to_contain_text("onerror", timeout=MS)
    assert page.title() == "TaskPilot console"


def test_it_can_be_used_by_keyboard_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#size")).to_contain_text("MiB", timeout=MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-action=apply]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).not_to_be_visible()
    expect(page.locator("[data-action=apply]")).to_be_focused()
