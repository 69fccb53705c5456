"""Which worker runs which personas, one step of a ramp after the other.

Locust's own dispatcher knows a total only: it reads a class's fixed count once, leaves a fourth worker idle
and starts from nothing when it forgets a dead one. This one follows the plan, levels each persona over the
workers, and begins where the workers say they are.
"""

from collections.abc import Callable
from typing import Any

import gevent
from locust import User
from locust.dispatch import UsersDispatcher
from locust.runners import WorkerNode

from locustfiles.common.plan import Kind, Plan


def kinds_of(user_classes: list[type[User]]) -> list[Kind]:
    """What the plan has to know of some classes."""
    return [Kind(c.__name__, c.fixed_count, c.weight) for c in user_classes]


class Helm:
    """Who steers: the greenlet whose ramp is the latest. All others let go at their next step."""

    def __init__(self) -> None:
        self._holder: object = None

    def take(self) -> None:
        """Become the one who steers."""
        self._holder = gevent.getcurrent()

    def held(self) -> bool:
        """Whether the current greenlet still steers."""
        return gevent.getcurrent() is self._holder


class PersonaDispatcher(UsersDispatcher):
    """Counts per worker and persona, moved towards the plan at the spawn rate."""

    def __init__(
        self,
        worker_nodes: list[WorkerNode],
        user_classes: list[type[User]],
        plan: Plan,
        helm: Helm,
        on_change: Callable[[], None],
    ) -> None:
        self.plan = plan
        self.helm = helm
        self.on_change = on_change
        self.kinds = kinds_of(user_classes)
        self.nodes = {node.id: self._running_on(node) for node in worker_nodes}
        self.wanted: dict[str, int] = {}
        self.rate = 1.0
        self.first = True
        self._worker_nodes = list(worker_nodes)
        self._dispatch_iteration_durations: list[float] = []

    @property
    def dispatch_in_progress(self) -> bool:
        """Always: else Locust calls start() in its message loop, and heartbeats starve during the ramp."""
        return True

    def get_current_user_count(self) -> int:
        """Users on all workers, as sent."""
        return sum(sum(counts.values()) for counts in self.nodes.values())

    def new_dispatch(
        self,
        target_user_count: int,
        spawn_rate: float,
        user_classes: list[type[User]] | None = None,  # noqa: ARG002
    ) -> None:
        """Begin a ramp to a total; `user_classes` of a shape are not looked at, the plan decides."""
        self.wanted = self.plan.split(target_user_count, self.kinds)
        self.rate = spawn_rate
        self.first = True
        self.helm.take()

    def add_worker(self, worker_node: WorkerNode) -> None:
        """A worker came, or came back."""
        self.remove_node(worker_node)
        self._worker_nodes.append(worker_node)
        self.nodes[worker_node.id] = self._running_on(worker_node)
        self.on_change()

    def remove_worker(self, worker_node: WorkerNode) -> None:
        """A worker left, or has not been heard of."""
        self.remove_node(worker_node)
        self.on_change()

    def remove_node(self, worker_node: WorkerNode) -> None:
        """Forget what a worker runs."""
        self._worker_nodes = [node for node in self._worker_nodes if node.id != worker_node.id]
        self.nodes.pop(worker_node.id, None)

    def __next__(self) -> dict[str, dict[str, int]]:
        """The next step: absolute counts for each worker. The first one comes at once, changed or not."""
        step = max(1, int(self.rate))
        if not self.first:
            if not self._differs():
                raise StopIteration
            gevent.sleep(step / self.rate)
        if not self.helm.held() or not self.nodes:
            raise StopIteration
        self.first = False
        self._add(step)
        self._take_away(step)
        self._level()
        return {node: dict(counts) for node, counts in self.nodes.items()}

    def _running_on(self, node: WorkerNode) -> dict[str, int]:
        return {kind.name: node.user_classes_count.get(kind.name, 0) for kind in self.kinds}

    def _missing(self) -> dict[str, int]:
        return {
            name: count - sum(counts[name] for counts in self.nodes.values())
            for name, count in self.wanted.items()
        }

    def _differs(self) -> bool:
        return any(self._missing().values())

    def _add(self, step: int) -> None:
        missing = self._missing()
        for _ in range(step):
            name = max(missing, key=lambda name: missing[name] / max(self.wanted[name], 1))
            if missing[name] <= 0:
                return
            self.nodes[min(self.nodes, key=self._load(name))][name] += 1
            missing[name] -= 1

    def _take_away(self, step: int) -> None:
        missing = self._missing()
        for _ in range(step):
            name = min(missing, key=lambda name: missing[name])
            if missing[name] >= 0:
                return
            self.nodes[max(self.nodes, key=self._load(name))][name] -= 1
            missing[name] += 1

    def _level(self) -> None:
        """Move users until each persona is spread evenly, one apart at most."""
        for name in self.wanted:
            while True:
                high = self.nodes[max(self.nodes, key=self._load(name))]
                low = self.nodes[min(self.nodes, key=self._load(name))]
                if high[name] - low[name] < 2:
                    break
                high[name] -= 1
                low[name] += 1

    def _load(self, name: str) -> Callable[[str], Any]:
        return lambda node: (self.nodes[node][name], sum(self.nodes[node].values()))
