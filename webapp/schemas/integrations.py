"""Webhooks, their deliveries, API tokens and reports."""

from typing import Annotated, Any, Literal

from pydantic import Field

from webapp.events import EVENTS
from webapp.schemas.base import WHOLE, Answer, Body, Day, Id, Moment, Name, Window

EventName = Literal[EVENTS]  # type: ignore[valid-type]
Events = Annotated[list[EventName], Field(min_length=1, max_length=len(EVENTS))]
Url = Annotated[
    str, Field(max_length=500, pattern=r"^https?://[!-~]+$", examples=["https://ci.acme.example/hook"])
]
DeliveryStatus = Literal["pending", "delivered", "dead"]


class NewWebhook(Body):
    """A receiver of events."""

    url: Url
    events: Events


class WebhookChange(Body):
    """Fields to change; those left out stay."""

    url: Url = ""
    events: Events = Field(default_factory=list)
    active: bool = True


class Webhook(Answer):
    """A receiver of events."""

    id: Id
    url: str
    events: list[str]
    active: bool
    created_at: Moment


class WebhookWithSecret(Webhook):
    """A new receiver, with the secret that signs its deliveries: shown this once."""

    secret: str


class DeliveryFilter(Window):
    """Which deliveries, newest first."""

    status: DeliveryStatus | None = None


class Delivery(Answer):
    """One event on its way to a receiver."""

    id: Id
    event: str
    status: DeliveryStatus
    attempts: int
    response_status: int | None
    error: str | None
    payload: dict[str, Any]
    created_at: Moment
    next_attempt_at: Moment
    delivered_at: Moment | None


class NewToken(Body):
    """An API token for oneself; `write` includes `read`, and `admin` both."""

    name: Name
    scopes: Annotated[list[Literal["read", "write", "admin"]], Field(min_length=1, max_length=3)]
    expires_in_days: Annotated[int, Field(ge=1, le=3650), WHOLE] | None = None


class Token(Answer):
    """An API token."""

    id: Id
    name: str
    scopes: list[str]
    created_at: Moment
    last_used_at: Moment | None = Field(description="at most a minute old")
    expires_at: Moment | None
    revoked_at: Moment | None


class TokenWithSecret(Token):
    """A new API token: shown this once."""

    token: str


class Report(Answer):
    """A week's report."""

    id: Id
    week: Day
    body: dict[str, Any]
    created_at: Moment
