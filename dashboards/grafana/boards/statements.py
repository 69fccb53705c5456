"""Statements: which take the time, with the endpoints that run them."""

from dashboards.grafana.panel import Board, Panel, Query

BOARD = Board(
    "statements",
    "statements",
    "The dearest statements of pg_stat_statements, by endpoint, and what they cost the server.",
    (
        Panel(
            "Time by endpoint", "Seconds of execution per second, of the statements that an endpoint runs.", "s",
            (Query(
                "topk(10, sum by (endpoint) (rate(taskpilot_lab_statement_seconds_total[2m])))", "{{endpoint}}",
            ),), stacked=True,
        ),
        Panel(
            "Mean time", "Of one run of a statement.", "s",
            (Query(
                "topk(10, rate(taskpilot_lab_statement_seconds_total[2m])"
                " / (rate(taskpilot_lab_statement_calls_total[2m]) > 0))", "{{endpoint}} {{queryid}}",
            ),),
        ),
        Panel(
            "Runs", "Of the ten most frequent statements.", "ops",
            (Query("topk(10, rate(taskpilot_lab_statement_calls_total[2m]))", "{{endpoint}} {{queryid}}"),),
        ),
        Panel(
            "Temporary files", "Bytes that sorts and joins spilled to disk.", "Bps",
            (Query("rate(taskpilot_lab_temp_bytes_total[2m])", "spilled"),),
        ),
        Panel(
            "WAL", "Write-ahead log written.", "Bps",
            (Query("rate(taskpilot_lab_wal_bytes_total[2m])", "WAL"),),
        ),
        Panel(
            "Rows fetched and returned", "As postgres_exporter counts them; returned far above fetched means scans.",
            "rowsps",
            (
                Query('sum(rate(pg_stat_database_tup_fetched{datname="taskpilot"}[2m]))', "fetched by index"),
                Query('sum(rate(pg_stat_database_tup_returned{datname="taskpilot"}[2m]))', "read"),
            ),
        ),
    ),
)  # fmt: skip
