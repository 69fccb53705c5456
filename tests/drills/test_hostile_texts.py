"""Hostile texts in everything that people and databases can name: a browser shows them and runs none."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Page, expect

from lab.report.write import write_report
from tests.drills.conftest import Figure
from tests.lab.conftest import wait_for
from tests.lab.labs import Lab, a_lab
from tests.lab.report.conftest import MakeRun, make_run  # noqa: F401 - a fixture

pytestmark = pytest.mark.promise(11)

MS = 30_000
RUN = "window.top.broken=1;alert(1)"
IMAGE = f'<img src=x onerror="{RUN}">'
PAYLOADS = (
    IMAGE, f"<script>{RUN}</script>", f"\"'><svg/onload={RUN}>",
    f"</title></style></script><script>{RUN}</script>",
    f"<iframe srcdoc='<script>{RUN}</script>'>", f"javascript:{RUN}", "{{7*7}}${7*7}<%= 7*7 %>",
    f"<math><a xlink:href=javascript:{RUN}>x", f"]]><!--<{RUN}", "\u2028\u2029\u202e" + IMAGE,
)  # fmt: skip
HERE = ("http://127.0.0.1", "file:", "data:", "blob:")
TABLE = "<img src=x onerror=top.broken=1>"  # a name has 63 bytes
STORED = """
    update organizations set name = %(t)s where id = 1;
    update users set name = %(t)s where organization_id = 1;
    update projects set name = left(%(t)s, 200) where organization_id = 1;
    update issues set title = %(t)s, description = %(t)s where organization_id = 1;
    update comments set body = %(t)s where id < 1000;
    update webhooks set url = 'https://a.example/?' || %(t)s where organization_id = 1;
"""
BROKEN = (
    "() => Boolean(window.broken) || document.querySelector('img[src=x],svg[onload],iframe[srcdoc]') !== null"
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab under a little load."""
    with a_lab(tmp_path_factory.mktemp("hostile"), "--users", "4") as made:
        yield made


def _is_trouble(said: Any) -> bool:
    return said.type in ("error", "warning") and not said.text.startswith("Failed to load resource")


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    """A page on which nothing that was stored runs: no dialog, error, breach of a policy or request out."""
    opened = browser.new_page()
    trouble: list[str] = []
    opened.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("console", lambda said: trouble.append(said.text) if _is_trouble(said) else None)
    opened.on("request", lambda sent: None if sent.url.startswith(HERE) else trouble.append(sent.url))
    yield opened
    assert opened.evaluate(BROKEN) is False
    opened.close()
    assert trouble == []


class Blocked:
    """A session of a hostile name that waits for a lock, on a table of a hostile name."""

    def __init__(self, url: str) -> None:
        self._holder = psycopg2.connect(url)
        self._waiter = psycopg2.connect(url, application_name=TABLE)
        with self._holder.cursor() as cursor:
            cursor.execute(f'lock table "{TABLE}" in access exclusive mode')
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        with self._waiter.cursor() as cursor:
            cursor.execute(f'select count(*) as "{TABLE}" from "{TABLE}" /* {IMAGE} */')

    def end(self) -> None:
        """Let go."""
        self._holder.rollback()
        self._thread.join(20)
        self._holder.close()
        self._waiter.close()


@pytest.fixture(scope="module")
def poisoned(lab: Lab) -> Iterator[str]:
    """The database's URL, with hostile texts in whatever it can name."""
    url = lab.services["postgres"]["admin_url"].replace("+psycopg2", "")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        for payload in PAYLOADS:
            cursor.execute(STORED, {"t": payload[:300]})
        cursor.execute(
            f'create table "{TABLE}" as select n, md5(n::text) as "{TABLE}" from generate_series(1, 90000) n'
        )
        for number in (1, 2):  # two alike, for the detector to speak of
            cursor.execute(f'create index "{number}{TABLE[:-2]}" on "{TABLE}" (n)')
        cursor.execute(f'alter table "{TABLE}" owner to taskpilot')
        cursor.execute(f"select pg_sleep(0.3) /* {IMAGE} */")
    connection.close()
    blocked = Blocked(url)
    yield url
    blocked.end()


def test_the_console_shows_hostile_names_and_runs_none(
    page: Page, lab: Lab, poisoned: str, figure: Figure
) -> None:
    web = lab.services["web"]["url"]
    page.goto(f"{web}/lab/")
    expect(page.locator("body")).to_contain_text(TABLE, timeout=MS)
    page.get_by_role("button", name="Look for trouble").click(timeout=MS)
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#running")).to_contain_text("ended", timeout=2 * MS)
    page.get_by_label("Show what is wrong").check()
    expect(page.locator("#labels")).to_be_visible(timeout=MS)
    shown = page.locator("body").inner_text().count("onerror")
    figure("hostile texts stored, shown by the console as text", f"{len(PAYLOADS)}, {shown}")
    assert shown >= 2


def test_the_apis_page_runs_nothing_under_a_policy(page: Page, lab: Lab, poisoned: str) -> None:
    answer = page.goto(f"{lab.services['web']['url']}/docs")
    assert answer is not None
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    expect(page.get_by_text("An issue tracker").first).to_be_visible(timeout=MS)


def test_an_answer_opened_as_a_page_is_text(page: Page, lab: Lab, poisoned: str) -> None:
    web = lab.services["web"]["url"]
    body = {"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}
    token = page.request.post(f"{web}/api/v1/auth/login", data=body).json()["access_token"]
    page.set_extra_http_headers({"Authorization": f"Bearer {token}"})
    for path in ("me", "projects", "organization", "webhooks", "users", "activity", "search?q=onerror"):
        answer = page.goto(f"{web}/api/v1/{path}")
        assert answer is not None
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert page.evaluate(BROKEN) is False


def test_locusts_page_and_the_dial_run_nothing(page: Page, lab: Lab, poisoned: str) -> None:
    locust = lab.services["locust"]["url"]
    for path in ("/", "/personas", f"/personas?{IMAGE}", f"/#{IMAGE}"):
        page.goto(f"{locust}{path}")
        wait_for(lambda: page.evaluate("document.readyState") == "complete")
        assert page.evaluate(BROKEN) is False


@pytest.mark.parametrize("payload", PAYLOADS[:5], ids=range(5))
def test_a_runs_report_runs_nothing(page: Page, make_run: MakeRun, payload: str) -> None:
    report = write_report(make_run(days=2, words=payload, engineer=payload).path)
    page.goto(report.as_uri())
    assert "onerror" in page.content() or "top.broken" in page.content()
    assert page.evaluate(BROKEN) is False


def test_what_runs_would_be_seen(browser: Any, figure: Figure) -> None:
    opened = browser.new_page()
    said: list[str] = []
    opened.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for payload in PAYLOADS[:3]:
        opened.set_content(f"<p>{payload}</p>")
        until = time.monotonic() + 10
        while not said and time.monotonic() < until:
            opened.wait_for_timeout(50)
        assert said.pop() == "1"
        assert opened.evaluate(BROKEN) is True
    opened.close()
