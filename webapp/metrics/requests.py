"""Requests by endpoint and status, and how long they took.

An endpoint is named as the personas name it, `/api/v1/issues/[id]`: its template, so that there are as many
names as routes, whatever is asked for.
"""

import re
import time
from functools import lru_cache

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

PLACEHOLDER = re.compile(r"<[^>]+>|\{[^}]+\}")
NO_ROUTE = "no route"
SHED = "shed"
OTHER_METHOD = "other"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("taskpilot_http_requests", "Requests answered.", ("method", "endpoint", "status"), unit="")
DURATION = Histogram(
    "taskpilot_http_request_duration_seconds",
    "From the request's arrival in the app to its answer.",
    ("method", "endpoint"),
    buckets=BUCKETS_S,
)


def register_requests(app: Flask) -> None:
    """Count every request, those that fail too."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_count)


@lru_cache(maxsize=1024)
def endpoint_name(rule: str) -> str:
    """A route's template as the personas name it: `[id]` for each of its placeholders."""
    return PLACEHOLDER.sub("[id]", rule)


def count_shed(method: str) -> None:
    """Count a request that the server answered 503 before the app saw it, so without its route."""
    REQUESTS.labels(method if method in METHODS else OTHER_METHOD, SHED, "503").inc()


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    method = request.method if request.method in METHODS else OTHER_METHOD
    endpoint = endpoint_name(request.url_rule.rule) if request.url_rule else NO_ROUTE
    REQUESTS.labels(method, endpoint, str(response.status_code)).inc()
    began = g.pop("began", None)
    if began is not None:
        DURATION.labels(method, endpoint).observe(time.perf_counter() - began)
    return response
