"""Webhooks of the organization and their deliveries."""

import secrets

from apiflask import APIBlueprint
from flask import Response, current_app

from webapp.answers import answer, nothing, page
from webapp.auth import caller, permits
from webapp.database import autocommit, reading
from webapp.events import hint
from webapp.openapi import problems
from webapp.queries import webhooks
from webapp.receivers import check_receiver
from webapp.schemas.base import Page, Window
from webapp.schemas.integrations import (
    Delivery,
    DeliveryFilter,
    NewWebhook,
    Webhook,
    WebhookChange,
    WebhookWithSecret,
)

blueprint = APIBlueprint("webhooks", __name__, url_prefix="/api/v1", tag="Webhooks")


@blueprint.get("/webhooks")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Webhook])
@permits("webhooks")
def list_webhooks(query_data: Window) -> Response:
    """Receivers of the organization's events."""
    with reading() as connection:
        found = webhooks.list_webhooks(
            connection, caller().organization_id, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/webhooks")
@blueprint.input(NewWebhook)
@blueprint.output(WebhookWithSecret, status_code=201)
@permits("webhooks")
def create_webhook(json_data: NewWebhook) -> Response:
    """Add a receiver; its secret is shown this once."""
    who = caller()
    _check(json_data.url)
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    events = sorted(set(json_data.events))
    with autocommit() as connection:
        row = webhooks.create_webhook(
            connection, who.organization_id, who.user_id, json_data.url, events, secret
        )
    assert row is not None
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/webhooks/{row['id']}"})


@blueprint.get("/webhooks/<id:webhook_id>")
@blueprint.output(Webhook)
@problems(404)
@permits("webhooks")
def read_webhook(webhook_id: int) -> Response:
    """A receiver."""
    with reading() as connection:
        return answer(webhooks.read_webhook(connection, caller().organization_id, webhook_id))


@blueprint.patch("/webhooks/<id:webhook_id>")
@blueprint.input(WebhookChange)
@blueprint.output(Webhook)
@problems(404)
@permits("webhooks")
def change_webhook(webhook_id: int, json_data: WebhookChange) -> Response:
    """Change a receiver, or switch it off."""
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    if "url" in patch:
        _check(patch["url"])
    with autocommit() as connection:
        row = webhooks.change_webhook(connection, who.organization_id, who.user_id, webhook_id, patch)
    hint(row)
    return answer(row)


@blueprint.delete("/webhooks/<id:webhook_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("webhooks")
def delete_webhook(webhook_id: int) -> Response:
    """Delete a receiver with its deliveries."""
    who = caller()
    with autocommit() as connection:
        webhooks.delete_webhook(connection, who.organization_id, who.user_id, webhook_id)
    return nothing()


@blueprint.get("/webhooks/<id:webhook_id>/deliveries")
@blueprint.input(DeliveryFilter, location="query")
@blueprint.output(Page[Delivery])
@problems(404)
@permits("webhooks")
def list_deliveries(webhook_id: int, query_data: DeliveryFilter) -> Response:
    """What was or will be delivered to a receiver, newest first."""
    with reading() as connection:
        found = webhooks.list_deliveries(
            connection,
            caller().organization_id,
            webhook_id,
            query_data.status,
            query_data.limit,
            query_data.cursor,
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/webhooks/<id:webhook_id>/deliveries/<id:delivery_id>/redeliver")
@blueprint.output(Delivery)
@problems(404)
@permits("webhooks")
def redeliver(webhook_id: int, delivery_id: int) -> Response:
    """Deliver an event again, from its first attempt."""
    with autocommit() as connection:
        row = webhooks.redeliver(connection, caller().organization_id, webhook_id, delivery_id)
    hint(row)
    return answer(row)


def _check(url: str) -> None:
    check_receiver(url, current_app.config["SETTINGS"].taskpilot_webhook_allow_private)
