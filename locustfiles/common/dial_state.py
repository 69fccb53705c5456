"""What the dial's page shows: each persona with its users and figures, the workers, the whole."""

import inspect
from typing import Any

from locust.runners import MasterRunner

from locustfiles.common.dial import Dial
from locustfiles.common.latency import per_persona, persona_due_stats, persona_stats
from locustfiles.common.presets import PRESETS
from locustfiles.common.summary import row
from locustfiles.common.think_time import think

PERSONA_COLUMNS = [
    {"key": "name", "title": "Persona"},
    {"key": "users", "title": "Users"},
    {"key": "requests", "title": "# Requests"},
    {"key": "failures", "title": "# Fails"},
    {"key": "p50", "title": "Median (ms)"},
    {"key": "p95", "title": "95%ile (ms)"},
    {"key": "p99", "title": "99%ile (ms)"},
    {"key": "p95_due", "title": "95%ile since due (ms)"},
]


def persona_rows(dial: Dial) -> list[dict[str, Any]]:
    """Figures per persona, as the table shows them."""
    figures, due = per_persona(persona_stats), per_persona(persona_due_stats)
    rows = []
    for name, users in sorted(dial.running().items()):
        one = row(figures.get(name))
        rows.append(
            {
                "name": name,
                "users": users,
                "requests": one.requests,
                "failures": one.failures,
                "p50": one.p50,
                "p95": one.p95,
                "p99": one.p99,
                "p95_due": row(due[name]).p95 if name in due else "",
            }
        )
    return rows


def state_of(dial: Dial) -> dict[str, Any]:
    """All that the page needs, in one answer."""
    environment, runner = dial.environment, dial.runner
    wanted = dial.wanted()
    classes = environment.user_classes_by_name
    total = environment.stats.total
    return {
        "state": runner.state,
        "running": dial.is_running,
        "host": environment.host,
        "shape": type(environment.shape_class).__name__ if environment.shape_class else None,
        "users": runner.user_count,
        "wanted": sum(wanted.values()),
        "requests_per_s": round(total.current_rps, 1),
        "failures_per_s": round(total.current_fail_per_sec, 1),
        "personas": [
            {
                **figures,
                "wanted": wanted.get(figures["name"], 0),
                "fixed": classes[figures["name"]].fixed_count,
                "think_time": think.factor(figures["name"]),
                "about": (inspect.getdoc(classes[figures["name"]]) or "").partition("\n")[0],
            }
            for figures in persona_rows(dial)
        ],
        "presets": [
            {"name": name, "regular_users": preset.regular_users, "run_time_s": preset.run_time_s}
            for name, preset in PRESETS.items()
        ],
        "workers": [
            {"id": worker.id, "state": worker.state, "users": worker.user_count}
            for worker in (runner.clients.values() if isinstance(runner, MasterRunner) else ())
        ],
    }
