"""`GET /metrics`, Prometheus' text format: for whoever reaches the app; in production it wants a token."""

import os

from apiflask import APIBlueprint
from flask import Flask, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from webapp.auth import require_service_token
from webapp.database import db
from webapp.jobs.collector import JobsCollector
from webapp.metrics.pool import register_pool
from webapp.metrics.requests import register_requests

MULTIPROC_DIR = "PROMETHEUS_MULTIPROC_DIR"

blueprint = APIBlueprint("metrics", __name__, enable_openapi=False)


def register_metrics(app: Flask) -> None:
    """Count from now on, and serve the page."""
    settings = app.config["SETTINGS"]
    register_requests(app)
    with app.app_context():
        register_pool(db.engine, settings.database_pool_size + settings.database_max_overflow)
    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures of all web processes, and of the jobs."""
    settings = current_app.config["SETTINGS"]
    if settings.app_env == "production":
        require_service_token()
    body = generate_latest(_counted())
    if settings.redis_url:
        jobs = CollectorRegistry()
        jobs.register(JobsCollector(settings.redis_url))
        body += generate_latest(jobs)
    return Response(body, content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    """What was counted, by all processes where they share a folder."""
    if MULTIPROC_DIR not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
