"""Load by persona: users, requests, failures and response times as Locust has them."""

from dashboards.grafana.panel import Board, Panel, Query

P95 = "histogram_quantile(0.95, sum by (le, persona) (rate({}_bucket[1m])))"

BOARD = Board(
    "load",
    "load by persona",
    "What the personas do, and how long they wait, from the sending of a request and from when it was due.",
    (
        Panel(
            "Users", "Running, by persona.", "short",
            (Query("sum by (persona) (taskpilot_locust_users)", "{{persona}}"),), stacked=True,
        ),
        Panel(
            "Users asked for", "What the dial says.", "short",
            (Query("sum by (persona) (taskpilot_locust_users_wanted)", "{{persona}}"),), stacked=True,
        ),
        Panel(
            "Requests", "Sent, by persona.", "reqps",
            (Query("sum by (persona) (rate(taskpilot_locust_requests_total[1m]))", "{{persona}}"),), stacked=True,
        ),
        Panel(
            "Failures", "Wrong status, wrong content or no answer, by persona.", "reqps",
            (Query("sum by (persona) (rate(taskpilot_locust_failures_total[1m]))", "{{persona}}"),),
        ),
        Panel(
            "p95 of an answer", "From sending a request.", "s",
            (Query(P95.format("taskpilot_locust_response_seconds"), "{{persona}}"),),
        ),
        Panel(
            "p95 since due", "From the moment a request was due: a slow server cannot hide here.", "s",
            (Query(P95.format("taskpilot_locust_response_since_due_seconds"), "{{persona}}"),),
        ),
        Panel(
            "Requests by endpoint", "The fifteen most frequent.", "reqps",
            (Query(
                "topk(15, sum by (method, endpoint) (rate(taskpilot_locust_requests_total[1m])))",
                "{{method}} {{endpoint}}",
            ),), width=24, height=9,
        ),
    ),
)  # fmt: skip
