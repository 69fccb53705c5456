"""Starts services in the order of their needs, watches over them, and stops them in reverse.

One thread starts everything: the kernel tells a child to stop when the thread that started it ends, so even a
supervisor that is killed leaves no service running for long.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from lab.child import QUICK_DEATHS_ALLOWED, Child, State
from lab.disk import shortage
from lab.ports import is_free
from lab.processes import adopt_orphans, kill, orphans, reap_adopted, session
from lab.service import Service, ServiceFailed, ending
from lab.signals import StopSignals

STARTING_POLL_S = 0.05
PORT_WAITS_ALLOWED = 20
WATCHING_POLL_S = 2.0
LOGS_EVERY_S = 30.0

Changed = Callable[[Sequence[Child]], bool]
Note = Callable[[str], None]


class Supervisor:
    """The services of a lab; it takes every descendant of its process for a part of it.

    `changed` hears of each change of state, and again at the next step where it returns False; `note` is
    told what a person should know.
    """

    def __init__(
        self, services: Sequence[Service], signals: StopSignals, note: Note, changed: Changed
    ) -> None:
        self.children = {service.name: Child(service) for service in services}
        self._signals = signals
        self._note = note
        self._changed = changed
        self._all_started = False
        self._told = True
        self._logs_at = 0.0
        adopt_orphans()

    def start(self) -> None:
        """Return when all is ready, or when told to stop; ServiceFailed where a service fails."""
        while not self._signals.requested and any(
            child.state is not State.RUNNING for child in self.children.values()
        ):
            self._step()
        self._all_started = True

    def watch(self) -> None:
        """Keep everything running until told to stop; ServiceFailed where a needed service keeps dying."""
        while not self._signals.requested:
            self._step()

    def stop(self) -> None:
        """Stop everything, each service once all that must stop before it have, and what they left behind."""
        left = self._listed()
        while left:
            held = {name for child in left for name in child.service.needs + child.service.stops_before}
            wave = [child for child in left if child.service.name not in held]
            with ThreadPoolExecutor(len(wave)) as pool:
                list(pool.map(Child.stop, wave))
            left = [child for child in left if child not in wave]
            self._changed(self._listed())
        kill(orphans(trees=()))
        reap_adopted(())

    def _step(self) -> None:
        moved = False
        for child in self.children.values():
            before = (child.state, child.pid)
            self._advance(child)
            if (child.state, child.pid) != before:
                moved = True
                self._told = self._changed(self._listed())
        if not self._told:
            self._told = self._changed(self._listed())
        reap_adopted(child.process.pid for child in self.children.values() if child.process is not None)
        self._shorten_logs()
        if not moved:
            self._signals.wait(self._pause())

    def _advance(self, child: Child) -> None:
        if child.state in (State.WAITING, State.RESTARTING):
            if time.monotonic() >= child.restart_at and not self._missing(child):
                self._launch(child)
        elif child.state in (State.STARTING, State.RUNNING) and not child.alive:
            self._bury(child)
        elif child.state is State.STARTING and child.is_ready:
            self._welcome(child)
        elif child.state is State.STARTING and child.is_overdue:
            self._bury(child)

    def _launch(self, child: Child) -> None:
        """Start a service, once nobody holds it down and its port is free: a client may hold that a while."""
        if child.service.held():
            child.wait_a_little()
            return
        port = child.service.port
        if port is None or is_free(port):
            child.spawn()
            return
        child.wait_for_port()
        if not self._all_started and child.port_waits > PORT_WAITS_ALLOWED:
            raise ServiceFailed(f"{child.service.name} did not start: port {port} was taken meanwhile")
        if self._all_started and child.port_waits == 1:
            self._note(f"{child.service.name} waits for its port {port}, which another program holds")

    def _welcome(self, child: Child) -> None:
        if not child.was_ready and child.service.once_ready is not None:
            try:
                with self._signals.interrupting():
                    child.service.once_ready()
            finally:
                if not child.alive:
                    raise ServiceFailed(child.failure())
        if self._all_started:
            self._note(f"{child.service.name} is back (pid {child.pid})")
        child.was_ready = True
        child.shortage = None
        child.state = State.RUNNING

    def _bury(self, child: Child) -> None:
        """See to a service that died or did not get ready: end its remains, then try again or give up."""
        failure = child.failure()
        how = ending(child.process) if child.process and not child.alive else "was not ready in its time"
        if child.process is not None:
            child.service.stop(child.process)
        self._end_remains()
        short_before, child.shortage = child.shortage, self._shortage(child)
        if not self._all_started:
            raise ServiceFailed(f"{failure}\n{child.shortage}; make room" if child.shortage else failure)
        held = child.service.held()
        delay = child.count_death(blameless=held or bool(self._missing(child)))
        if not child.is_hopeless:
            when = "when the command that holds it is done" if held else f"in {delay:.1f} s"
            if child.shortage is not None:
                how, when = f"{how}: {child.shortage}", "when there is room"
            if None in (short_before, child.shortage):  # a full disk is told of once, not at each try
                self._note(f"{child.service.name} {how}; it starts again {when}")
            return
        given_up = f"{child.service.name} died {QUICK_DEATHS_ALLOWED} times soon after its start"
        if any(child.service.name in other.service.needs for other in self.children.values()):
            raise ServiceFailed(f"{given_up}, and others need it: the lab stops. {failure}")
        child.state = State.FAILED
        self._note(f"{given_up} and stays down; the rest goes on. {failure}")

    def _end_remains(self) -> None:
        """Kill what a dead service left running, in its session or out of it."""
        left = orphans(trees=[child.pid for child in self.children.values() if child.pid is not None])
        mine = {process.pid for process in session(os.getsid(0))}
        kill(process for process in left if process.pid not in mine)

    def _shorten_logs(self) -> None:
        if time.monotonic() >= self._logs_at:
            self._logs_at = time.monotonic() + LOGS_EVERY_S
            for child in self.children.values():
                child.shorten_log()

    def _missing(self, child: Child) -> list[str]:
        return [
            need
            for need in child.service.needs
            if need in self.children and self.children[need].state is not State.RUNNING
        ]

    def _shortage(self, child: Child) -> str | None:
        """Whose disk is full, in words: the child's own, or that of a service that it needs."""
        needed = (self.children[need].service for need in child.service.needs if need in self.children)
        found = (shortage(service.log.parent) for service in needed)
        return child.service.shortage(child.log_since) or next(filter(None, found), None)

    def _pause(self) -> float:
        children = self.children.values()
        if any(child.state in (State.STARTING, State.WAITING) for child in children):
            return STARTING_POLL_S
        restarts = [child.restart_at for child in children if child.state is State.RESTARTING]
        return max(0.0, min([WATCHING_POLL_S, *(at - time.monotonic() for at in restarts)]))

    def _listed(self) -> list[Child]:
        return list(self.children.values())
