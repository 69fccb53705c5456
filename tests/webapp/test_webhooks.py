"""Webhooks: validated, secret shown once, redelivered; weekly reports."""

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client

GOOD = {"url": "https://ci.acme.example/hook", "events": ["issue.created"]}


def test_a_webhook_shows_its_secret_once(admin: Client) -> None:
    made = admin.post("/webhooks", GOOD)
    assert made["secret"].startswith("whsec_")
    assert "secret" not in admin.get(f"/webhooks/{made['id']}")


@pytest.mark.reads_only
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://localhost:9000/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:192.168.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://printer.local/",
        "http://intranet/",
        "https://user:pass@acme.example/",
    ],
)
def test_an_inside_address_is_refused(admin: Client, url: str) -> None:
    admin.post("/webhooks", {**GOOD, "url": url}, 422)


def test_an_inside_address_is_taken_where_that_is_allowed(admin: Client, app: APIFlask) -> None:
    app.config["SETTINGS"].taskpilot_webhook_allow_private = True
    admin.post("/webhooks", {**GOOD, "url": "http://127.0.0.1:9000/hook"})


@pytest.mark.reads_only
def test_an_unknown_event_is_refused(admin: Client) -> None:
    admin.post("/webhooks", {**GOOD, "events": ["issue.exploded"]}, 422)


def test_a_switched_off_webhook_gets_nothing_more(admin: Client) -> None:
    admin.patch("/webhooks/1", {"active": False})
    admin.post("/issues", {"project_id": 1, "title": "Quiet"})
    assert admin.get("/webhooks/1/deliveries")["data"] == []


def test_a_dead_delivery_is_delivered_again(admin: Client, world_database: Engine) -> None:
    admin.post("/issues", {"project_id": 1, "title": "Loud"})
    delivery = admin.get("/webhooks/1/deliveries")["data"][0]
    with world_database.begin() as connection:
        connection.execute(text("update webhook_deliveries set status = 'dead', attempts = 8, error = 'x'"))
    again = admin.post(f"/webhooks/1/deliveries/{delivery['id']}/redeliver", status=200)
    assert (again["status"], again["attempts"], again["error"]) == ("pending", 0, None)


def test_a_deleted_webhook_is_gone_with_its_deliveries(admin: Client) -> None:
    admin.post("/issues", {"project_id": 1, "title": "Loud"})
    admin.delete("/webhooks/1")
    admin.get("/webhooks/1/deliveries", 404)


def test_reports_are_listed_latest_first(member: Client, world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(
            text("""insert into reports (organization_id, week, body)
                select 1, date '2031-01-06' + 7 * n, '{"closed": 3}' from generate_series(0, 2) n""")
        )
    first = member.get("/reports?limit=2")
    assert [report["week"] for report in first["data"]] == ["2031-01-20", "2031-01-13"]
    assert len(member.get(f"/reports?limit=2&cursor={first['next_cursor']}")["data"]) == 1
    assert member.get(f"/reports/{first['data'][0]['id']}")["body"] == {"closed": 3}
