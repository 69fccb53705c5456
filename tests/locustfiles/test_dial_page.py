"""The tab Personas in a browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

MS = 5_000


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    """A page on which no script fails."""
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture(scope="module")
def process(stub: Any, swarm: Callable[..., Any]) -> Any:
    """Locust with its web UI."""
    return swarm(stub.url)


@pytest.fixture
def locust_ui(process: Any) -> Any:
    """The same, stopped and with nothing dialled."""
    return process.reset()


@pytest.fixture
def dials(page: Page, locust_ui: Any) -> FrameLocator:
    """The tab of a test that was started with ten users on Locust's own form."""
    page.goto(locust_ui.url)
    form, new = page.locator("input[name=userCount]"), page.get_by_role("button", name="New")
    page.add_locator_handler(new, new.click)  # shown once the page hears that an earlier test has ended
    form.fill("10")
    page.fill("input[name=spawnRate]", "100")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("tab", name="Personas", exact=True).click()
    tab = page.frame_locator("iframe[title=Personas]")
    expect(tab.locator("#running-BackgroundJobs")).to_have_text("5", timeout=MS)
    return tab


def test_counts_follow_the_dial_of_a_persona(dials: FrameLocator) -> None:
    users = dials.get_by_label("Users of RegularUser")

    for count in ("20", "0"):
        users.fill(count)
        users.press("Enter")
        expect(dials.locator("#running-RegularUser")).to_have_text(count, timeout=MS)
    expect(dials.locator("#running-BackgroundJobs")).to_have_text("5")


def test_a_dial_can_be_turned_from_the_keyboard_alone(page: Page, dials: FrameLocator) -> None:
    dials.get_by_label("One RegularUser more").focus()

    for _ in range(12):
        page.keyboard.press("Enter")

    expect(dials.get_by_label("Users of RegularUser")).to_have_value("12")
    expect(dials.locator("#running-RegularUser")).to_have_text("12", timeout=MS)


def test_what_cannot_be_dialled_is_told_and_changes_nothing(dials: FrameLocator) -> None:
    users = dials.get_by_label("Users of PowerUser")
    before = dials.locator("#running-PowerUser").inner_text()

    users.fill("-3")
    users.press("Enter")

    expect(dials.get_by_role("alert")).to_have_text("PowerUser: users must be a whole number, 0 or more.")
    assert users.get_attribute("aria-invalid") == "true"
    expect(dials.locator("#running-PowerUser")).to_have_text(before)


def test_the_page_can_start_and_stop_a_test_on_its_own(page: Page, locust_ui: Any) -> None:
    page.goto(f"{locust_ui.url}/personas")
    page.get_by_label("Users of RegularUser").fill("7")
    page.get_by_label("Users of RegularUser").press("Enter")

    page.get_by_role("button", name="Start").click()
    expect(page.locator("#running-RegularUser")).to_have_text("7", timeout=MS)

    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#summary")).to_contain_text("stopped", timeout=MS)


def test_locusts_table_per_persona_has_a_row_for_each(page: Page, dials: FrameLocator) -> None:
    page.get_by_role("tab", name="Per persona").click()

    expect(page.get_by_role("cell", name="BackgroundJobs", exact=True)).to_be_visible(timeout=MS)


def test_a_locust_that_is_gone_is_told(dials: FrameLocator, locust_ui: Any) -> None:
    locust_ui.close()

    expect(dials.get_by_role("alert")).to_contain_text("Locust does not answer", timeout=MS)
