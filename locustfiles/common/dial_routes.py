"""The tab Personas in Locust's web UI: a page with one dial per persona, and what it calls.

Locust's own tabs can show a table only, so a small script puts this page into an empty one.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from locust.web import WebUI

from locustfiles.common.dial import Dial
from locustfiles.common.dial_state import PERSONA_COLUMNS, persona_rows, state_of
from locustfiles.common.presets import PRESETS
from locustfiles.common.report_files import csv_of, with_section
from locustfiles.common.summary import summary
from locustfiles.common.think_time import LARGEST_FACTOR

FOLDER = Path(__file__).parent
MOST_USERS = 100_000
TABLE_KEY = "per-persona"

log = logging.getLogger(__name__)


class WrongDialError(ValueError):
    """A value that cannot be dialled; the message says which and why."""


def add_dial_page(web_ui: WebUI, dial: Dial) -> None:
    """Add the page, its calls and its tab to the web UI."""
    app = web_ui.app
    if app is None:
        return
    options = dial.environment.parsed_options
    base = f"{(options.web_base_path if options else None) or ''}"
    page = (FOLDER / "dial_page.html").read_text(encoding="utf-8")

    def serve(path: str, answer: Callable[[], Any], method: str = "GET") -> None:
        view = web_ui.auth_required_if_enabled(answer)
        app.add_url_rule(f"{base}/personas{path}", f"personas{path}", view, methods=[method])

    def change(path: str, act: Callable[[dict[str, Any]], None]) -> None:
        serve(path, lambda: _changed(dial, act), "POST")

    serve("", lambda: page)
    serve("/summary", lambda: summary(dial.environment, [], []))
    serve("/csv", lambda: Response(csv_of(summary(dial.environment, [], [])), mimetype="text/csv"))
    serve("/state", lambda: state_of(dial))
    change("/dial", lambda given: turn(dial, given))
    change("/preset", lambda given: begin_preset(dial, given))
    change("/start", lambda _: dial.start())
    change("/stop", lambda _: dial.stop())
    change("/defaults", lambda _: dial.defaults())
    _add_tab(web_ui, app, base, dial)


def turn(dial: Dial, given: dict[str, Any]) -> None:
    """Obey `{"users": {persona: count}, "think_time": {persona: factor}}`; either may be left out."""
    users, factors = given.get("users", {}), given.get("think_time", {})
    known = dial.wanted()
    for name in (*users, *factors):
        if name not in known:
            raise WrongDialError(f"there is no persona {name!r}; there are {', '.join(sorted(known))}")
    for name, count in users.items():
        if type(count) is not int or not 0 <= count <= MOST_USERS:
            raise WrongDialError(f"{name}: users must be a whole number from 0 to {MOST_USERS:,}")
    for name, factor in factors.items():
        if type(factor) not in (int, float) or not 0 <= factor <= LARGEST_FACTOR:
            raise WrongDialError(f"{name}: the think-time factor must be from 0 to {LARGEST_FACTOR:g}")
    if factors:
        dial.turn_think_time(factors)
    if users:
        dial.turn_users(users)


def begin_preset(dial: Dial, given: dict[str, Any]) -> None:
    """Obey `{"name": preset}`."""
    if given.get("name") not in PRESETS:
        raise WrongDialError(f"there is no such preset; there are {', '.join(PRESETS)}")
    dial.begin(PRESETS[given["name"]])


def _changed(dial: Dial, act: Callable[[dict[str, Any]], None]) -> Any:
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        return {"error": "only this page may turn the dial"}, 403
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or not all(isinstance(v, dict) or k == "name" for k, v in given.items()):
        return {"error": "send a JSON object"}, 400
    try:
        act(given)
    except WrongDialError as error:
        return {"error": str(error)}, 400
    return state_of(dial)


def _add_tab(web_ui: WebUI, app: Flask, base: str, dial: Dial) -> None:
    script = f"<script>{(FOLDER / 'dial_tab.js').read_text(encoding='utf-8')}</script></body>"
    web_ui.template_args["extended_tabs"] = [
        {"key": "personas", "title": "Personas"},
        {"key": TABLE_KEY, "title": "Per persona"},
    ]
    web_ui.template_args["extended_tables"] = [{"key": TABLE_KEY, "structure": PERSONA_COLUMNS}]

    @app.after_request
    def extend(response: Response) -> Response:
        if (
            request.path == f"{base}/"
            and response.mimetype == "text/html"
            and not response.direct_passthrough
        ):
            response.set_data(response.get_data(as_text=True).replace("</body>", script))
        elif request.path == f"{base}/stats/requests" and response.is_json:
            report = response.get_json()
            report["extended_stats"] = [{"key": TABLE_KEY, "data": persona_rows(dial)}]
            response.set_data(app.json.dumps(report))
        elif request.path == f"{base}/stats/report" and response.mimetype == "text/html":
            response.set_data(
                with_section(response.get_data(as_text=True), summary(dial.environment, [], []))
            )
        return response
