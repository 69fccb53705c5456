"""The mean time of each endpoint's statements, day by day, from their cumulative figures."""

from collections import defaultdict
from dataclasses import dataclass

from lab.report.run_data import RunData

CUMULATIVE = "select at, queryid, calls, exec_ms from statements order by queryid, at"
ENDPOINTS = "select queryid, endpoint, exercise, change from endpoints order by endpoint"
PERSONAS = "select distinct name, persona from requests order by persona"
NOBODY = (None, None)
TEXTS = "select queryid, words from texts"


@dataclass(frozen=True)
class Statement:
    """A statement, who runs it, the change that brought it, and its calls and time on each day."""

    queryid: str
    endpoints: tuple[str, ...]
    personas: tuple[str, ...]
    exercise: str | None
    change: str | None
    text: str
    days: dict[int, tuple[int, float]]

    def mean_ms(self, day: int) -> float:
        """Its mean time on a day."""
        calls, spent = self.days[day]
        return spent / calls

    @property
    def name(self) -> str:
        """The exercise, or the endpoint and the beginning of its text."""
        where = self.endpoints[0] + (f" +{len(self.endpoints) - 1}" if len(self.endpoints) > 1 else "")
        return f"{where}: {self.exercise or ' '.join(self.text.split())}"


def statements(run: RunData) -> list[Statement]:
    """The statements of the endpoints; those of jobs, growth and the lab itself are not among them."""
    endpoints: dict[str, list[str]] = defaultdict(list)
    brought: dict[str, tuple[str | None, str | None]] = {}
    for queryid, endpoint, exercise, change in run.sampled(ENDPOINTS):
        if endpoint not in endpoints[queryid]:
            endpoints[queryid].append(endpoint)
        if exercise:
            brought[queryid] = (exercise, change)
    personas: dict[str, list[str]] = defaultdict(list)
    for endpoint, persona in run.sampled(PERSONAS):
        personas[endpoint].append(persona)
    texts = dict(run.sampled(TEXTS))
    days = _days(run)
    return [
        Statement(
            queryid,
            tuple(where),
            tuple(sorted({persona for endpoint in where for persona in personas[endpoint]})),
            brought.get(queryid, NOBODY)[0],
            brought.get(queryid, NOBODY)[1],
            texts.get(queryid) or "",
            days[queryid],
        )
        for queryid, where in endpoints.items()
        if days.get(queryid)
    ]


def _days(run: RunData) -> dict[str, dict[int, tuple[int, float]]]:
    """Calls and milliseconds of each statement on each day: what its figures grew by under its load."""
    found: dict[str, dict[int, tuple[int, float]]] = defaultdict(dict)
    before: dict[str, tuple[int, float]] = {}
    spans = [(day.number, day.began, day.load_ended) for day in run.days]
    for at, queryid, calls, spent in run.sampled(CUMULATIVE):
        day = next((number for number, began, ended in spans if began < at <= ended), None)
        last_calls, last_spent = before.get(queryid, (0, 0.0))
        before[queryid] = (calls, spent)
        if day is None:
            continue
        if calls < last_calls:
            last_calls, last_spent = 0, 0.0
        had_calls, had_spent = found[queryid].get(day, (0, 0.0))
        grown = (had_calls + calls - last_calls, had_spent + spent - last_spent)
        if grown[0]:
            found[queryid][day] = grown
    return found
