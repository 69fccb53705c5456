"""Requests that the server answers without the app: those that it sheds, and those that never arrive."""

from prometheus_client import Counter

SHED = Counter(
    "taskpilot_http_requests_shed",
    "Requests answered 503 because they would have waited too long for a thread.",
)
TOO_SLOW = Counter(
    "taskpilot_http_requests_too_slow", "Requests answered 408 because they did not arrive in time."
)
