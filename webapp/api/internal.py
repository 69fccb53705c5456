"""Machine-to-machine checks across all organizations, for whoever has the service token."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer
from webapp.database import reading
from webapp.queries.named import statement
from webapp.rows import fetch_all, fetch_one
from webapp.schemas.internal import DueSoon, Metrics, PendingDeliveries, SlaCheck

blueprint = APIBlueprint("internal", __name__, url_prefix="/api/v1/internal", tag="Internal")


@blueprint.get("/sla/check")
@blueprint.output(SlaCheck)
def sla_check() -> Response:
    """Open issues past their due date."""
    with reading() as connection:
        return answer(fetch_one(connection, statement("sla_check"), {}))


@blueprint.get("/webhooks/pending")
@blueprint.output(PendingDeliveries)
def webhooks_pending() -> Response:
    """Deliveries that are due, and receivers that did not take their latest one."""
    with reading() as connection:
        return answer(fetch_one(connection, statement("webhooks_pending"), {}))


@blueprint.get("/recurring/due")
@blueprint.output(DueSoon)
def recurring_due() -> Response:
    """Open issues that fall due within a week."""
    with reading() as connection:
        return answer({"data": fetch_all(connection, statement("recurring_due"), {})})


@blueprint.get("/metrics/aggregate")
@blueprint.output(Metrics)
def metrics_aggregate() -> Response:
    """The busiest organizations of the last hour, and the outbox."""
    with reading() as connection:
        return answer(fetch_one(connection, statement("metrics_aggregate"), {}))
