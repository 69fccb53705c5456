"""Tables and bloat: who grows, who has dead rows, who is empty inside, who is read from end to end."""

from dashboards.grafana.panel import Board, Panel, Query

BOARD = Board(
    "tables",
    "tables and bloat",
    "Size, dead rows, empty space, vacuums and sequential reads of the largest tables.",
    (
        Panel(
            "Size by table", "Heap, TOAST and indexes of the ten largest tables.", "bytes",
            (Query("topk(10, sum by (table) (taskpilot_lab_table_bytes))", "{{table}}"),), stacked=True,
        ),
        Panel(
            "Size by part", "Where the bytes are.", "bytes",
            (Query("sum by (part) (taskpilot_lab_table_bytes)", "{{part}}"),), stacked=True,
        ),
        Panel(
            "Dead rows", "Rows that vacuum has still to remove.", "short",
            (Query("topk(10, taskpilot_lab_table_dead_rows > 0)", "{{table}}"),),
        ),
        Panel(
            "Dead share", "Dead rows of all rows, for tables of more than 1,000 rows; 20% starts autovacuum.",
            "percentunit",
            (Query(
                "topk(10, taskpilot_lab_table_dead_rows / (taskpilot_lab_table_live_rows"
                " + taskpilot_lab_table_dead_rows > 1000))", "{{table}}",
            ),),
        ),
        Panel(
            "Dead or free space", "Share of a table's bytes that hold no live row: what is called bloat.",
            "percentunit", (Query("topk(10, taskpilot_lab_table_empty_ratio)", "{{table}}"),),
        ),
        Panel(
            "Autovacuum", "Runs in the last ten minutes.", "short",
            (Query("topk(10, delta(taskpilot_lab_table_vacuums[10m]) > 0) or vector(0)", "{{table}}"),),
        ),
        Panel(
            "Rows read by sequential scans", "A large table here misses an index, or its query cannot use one.",
            "rowsps", (Query("topk(10, deriv(taskpilot_lab_table_sequential_rows_read[5m]) > 0)", "{{table}}"),),
        ),
        Panel(
            "Size, as postgres_exporter sees it", "The database by pg_database_size, catalogues included.", "bytes",
            (Query('max(pg_database_size_bytes{datname="taskpilot"})', "database"),),
        ),
    ),
)  # fmt: skip
