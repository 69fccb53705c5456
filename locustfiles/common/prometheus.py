"""`GET /metrics` of Locust's web UI: users, requests and response times per persona, for Prometheus.

The figures are those that the tables of the page show. They begin anew with each test and each reset of the
statistics, as counters do when a program starts again.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from flask import Response
from locust.stats import RequestStats, StatsEntry
from locust.web import WebUI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from locustfiles.common.dial import Dial
from locustfiles.common.latency import per_persona, persona_due_stats, persona_stats

BUCKETS_MS = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)


class PersonaCollector(Collector):
    """What a Locust master, or a Locust on its own, knows of its users."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial

    def collect(self) -> Iterable[Metric]:
        """Users wanted and running, then requests, failures and times."""
        yield _gauge("taskpilot_locust_users", "Users that run.", self._dial.running())
        yield _gauge("taskpilot_locust_users_wanted", "Users that the dial asks for.", self._dial.wanted())
        yield from _requests(persona_stats)
        yield _times(
            "taskpilot_locust_response_seconds", "From sending a request to its answer.", persona_stats
        )
        yield _times(
            "taskpilot_locust_response_since_due_seconds",
            "From the moment a request was due to its answer.",
            persona_due_stats,
        )


def add_metrics_page(web_ui: WebUI, dial: Dial) -> None:
    """Serve /metrics beside the page, under the same base path and login."""
    app = web_ui.app
    if app is None:
        return
    options = dial.environment.parsed_options
    base = f"{(options.web_base_path if options else None) or ''}"
    registry = CollectorRegistry()
    registry.register(PersonaCollector(dial))

    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule(f"{base}/metrics", "persona_metrics", web_ui.auth_required_if_enabled(metrics))


def _gauge(name: str, words: str, users: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=("persona",))
    for persona, count in sorted(users.items()):
        family.add_metric((persona,), count)
    return family


def _requests(stats: RequestStats) -> Iterator[Metric]:
    labels = ("persona", "method", "endpoint")
    requests = CounterMetricFamily("taskpilot_locust_requests", "Requests sent.", labels=labels)
    failures = CounterMetricFamily("taskpilot_locust_failures", "Requests that failed.", labels=labels)
    for entry in list(stats.entries.values()):
        method, _, endpoint = entry.name.partition(" ")
        requests.add_metric((entry.method, method, endpoint), entry.num_requests)
        failures.add_metric((entry.method, method, endpoint), entry.num_failures)
    yield requests
    yield failures


def _times(name: str, words: str, stats: RequestStats) -> Metric:
    family = HistogramMetricFamily(name, words, labels=("persona",))
    for persona, entry in per_persona(stats).items():
        family.add_metric((persona,), _buckets(entry), entry.total_response_time / 1000)
    return family


def _buckets(entry: StatsEntry) -> list[tuple[str, float]]:
    """Cumulative counts of the response times that Locust keeps, which are rounded milliseconds."""
    counts = [0] * (len(BUCKETS_MS) + 1)
    for milliseconds, number in entry.response_times.items():
        counts[bisect_left(BUCKETS_MS, milliseconds)] += number
    bounds = [*(str(bound / 1000) for bound in BUCKETS_MS), "+Inf"]
    total, cumulative = 0, []
    for bound, count in zip(bounds, counts, strict=True):
        total += count
        cumulative.append((bound, float(total)))
    return cumulative
