"""Roadmap and findings: how far the engineers are, what should be found and what was."""

from dashboards.grafana.panel import Board, Panel, Query

BOARD = Board(
    "roadmap",
    "roadmap and findings",
    "Spoilers: what is wrong with the database on this day, what was proved, and what our inspector reported.",
    (
        Panel(
            "Day", "Of the days that the roadmap has.", "short",
            (Query("max(taskpilot_lab_day)", "day"), Query("max(taskpilot_lab_days)", "of")), "stat",
            width=6, height=5,
        ),
        Panel(
            "Expected", "Findings that this day should show.", "short",
            (Query("sum(taskpilot_lab_findings_expected) or vector(0)", "expected"),), "stat", width=6, height=5,
        ),
        Panel(
            "Proved", "Findings that 'flask roadmap verify' proved on this day.", "short",
            (Query("sum(taskpilot_lab_findings_proved) or vector(0)", "proved"),), "stat", width=6, height=5,
        ),
        Panel(
            "Reported", "Findings of the console's last look.", "short",
            (Query("sum(taskpilot_lab_findings_reported) or vector(0)", "reported"),), "stat", width=6, height=5,
        ),
        Panel(
            "Changes applied", "By engineer.", "short",
            (Query("sum by (engineer) (taskpilot_lab_changes_applied)", "{{engineer}}"),), stacked=True,
        ),
        Panel(
            "Day over time", "A step is a day applied or taken back.", "short",
            (Query("max(taskpilot_lab_day)", "day"),),
        ),
        Panel(
            "Expected by check", "Over time.", "short",
            (Query("sum by (check) (taskpilot_lab_findings_expected) or vector(0)", "{{check}}"),),
        ),
        Panel(
            "Reported by check", "By the last look; a check that is not expected is a false alarm or a decoy.",
            "short", (Query("sum by (check) (taskpilot_lab_findings_reported) or vector(0)", "{{check}}"),),
        ),
    ),
)  # fmt: skip
