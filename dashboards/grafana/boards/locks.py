"""Locks and migrations: who waits, and which change of the roadmap made them."""

from dashboards.grafana.panel import Board, Panel, Query

APPLIED = "taskpilot_lab_change_applied_timestamp_seconds * 1000"

BOARD = Board(
    "locks",
    "locks and migrations",
    "Sessions that wait, and what each change of the roadmap cost; changes are marked when they were applied.",
    (
        Panel(
            "Sessions", "By state; idle in transaction holds locks and keeps vacuum from its work.", "short",
            (Query("sum by (state) (taskpilot_lab_sessions)", "{{state}}"),), stacked=True,
        ),
        Panel(
            "Waiting for a lock", "Sessions, looked at every second.", "short",
            (Query("max(taskpilot_lab_sessions_blocked)", "blocked"),),
        ),
        Panel(
            "Locks by mode", "As postgres_exporter counts them.", "short",
            (Query('sum by (mode) (pg_locks_count{datname="taskpilot"} > 0) or vector(0)', "{{mode}}"),),
        ),
        Panel(
            "Deadlocks", "Since the statistics were reset.", "short",
            (Query("max(taskpilot_lab_deadlocks_total)", "deadlocks"),),
        ),
        Panel(
            "Longest wait by change", "What somebody waited for a change's locks, measured while it ran.", "s",
            (Query("topk(15, taskpilot_lab_change_longest_wait_seconds)", "{{change}}"),), "bargauge", height=10,
        ),
        Panel(
            "Sessions that a change blocked", "Measured while it ran.", "short",
            (Query("topk(15, taskpilot_lab_change_blocked_sessions)", "{{change}}"),), "bargauge", height=10,
        ),
        Panel(
            "WAL by change", "What a change wrote; rewrites and backfills stand out.", "bytes",
            (Query("topk(15, taskpilot_lab_change_wal_bytes)", "{{change}}"),), "bargauge", width=24, height=10,
        ),
    ),
    annotations=(("Changes", APPLIED),),
)  # fmt: skip
