"""Overview: is the app quick, is the database busy, how large is it, where is the roadmap."""

from dashboards.grafana.panel import Board, Panel, Query

BOARD = Board(
    "overview",
    "overview",
    "Requests, latency, size and the roadmap's day at a glance.",
    (
        Panel(
            "Day", "The roadmap's day that the database has reached.", "short",
            (Query("max(taskpilot_lab_day)", "day"),), "stat", width=4, height=4,
        ),
        Panel(
            "Users", "Locust users that run, over all personas.", "short",
            (Query("sum(taskpilot_locust_users)", "users"),), "stat", width=4, height=4,
        ),
        Panel(
            "Requests", "Requests that the app answers, without its own health and metrics.", "reqps",
            (Query('sum(rate(taskpilot_http_requests_total{endpoint!~"/health.*|/metrics|/lab.*"}[1m]))', "all"),),
            "stat", width=4, height=4,
        ),
        Panel(
            "Errors", "Share of requests that the app answers with a 5xx.", "percentunit",
            (Query(
                'sum(rate(taskpilot_http_requests_total{status=~"5.."}[1m])) or vector(0)'
                ' / sum(rate(taskpilot_http_requests_total[1m]))', "5xx",
            ),), "stat", width=4, height=4,
        ),
        Panel(
            "Size", "All tables with their TOAST and indexes.", "bytes",
            (Query("sum(taskpilot_lab_table_bytes)", "tables and indexes"),), "stat", width=4, height=4,
        ),
        Panel(
            "PostgreSQL", "1 while postgres_exporter reaches the server.", "short",
            (Query("max(pg_up)", "up"),), "stat", width=4, height=4,
        ),
        Panel(
            "Requests by status", "What the app answers.", "reqps",
            (Query("sum by (status) (rate(taskpilot_http_requests_total[1m]))", "{{status}}"),), stacked=True,
        ),
        Panel(
            "Latency", "Half and 95% of the app's answers are quicker than this.", "s",
            (
                Query(
                    "histogram_quantile(0.5, sum by (le) (rate(taskpilot_http_request_duration_seconds_bucket[1m])))",
                    "p50",
                ),
                Query(
                    "histogram_quantile(0.95, sum by (le) (rate(taskpilot_http_request_duration_seconds_bucket[1m])))",
                    "p95",
                ),
            ),
        ),
        Panel(
            "Slowest endpoints", "95% of an endpoint's answers are quicker than this.", "s",
            (Query(
                "topk(8, histogram_quantile(0.95, sum by (le, method, endpoint)"
                " (rate(taskpilot_http_request_duration_seconds_bucket[5m]))))",
                "{{method}} {{endpoint}}",
            ),),
        ),
        Panel(
            "Transactions", "Committed and rolled back, as PostgreSQL counts them.", "ops",
            (
                Query("rate(taskpilot_lab_commits_total[1m])", "committed"),
                Query("rate(taskpilot_lab_rollbacks_total[1m])", "rolled back"),
            ),
        ),
        Panel(
            "Connections of the app", "Connections that requests hold, of those that they may have.", "short",
            (
                Query("sum(taskpilot_db_pool_connections_in_use)", "in use"),
                Query("sum(taskpilot_db_pool_connections_max)", "most"),
                Query("sum(rate(taskpilot_db_pool_timeouts_total[1m]))", "waited in vain, per second"),
            ),
        ),
        Panel(
            "Jobs", "Background jobs by state; outcomes per second.", "short",
            (
                Query("max by (state) (taskpilot_jobs)", "{{state}}"),
                Query("sum by (outcome) (rate(taskpilot_jobs_finished_total[1m]))", "{{outcome}} per second"),
            ),
        ),
    ),
)  # fmt: skip
