"""Ports on the loopback: whether each is free, said by the name of the setting that moves it."""

import random
import socket
from typing import TYPE_CHECKING

from webapp.refusal import Refusal

if TYPE_CHECKING:
    from webapp.settings import Settings

HOST = "127.0.0.1"
BELOW_THE_SYSTEMS_OWN = (20_000, 32_000)


class PortTaken(Refusal):
    """A port that the lab needs is not free."""


def require_free(settings: "Settings", names: list[str]) -> None:
    """PortTaken where a port of these settings (for example TASKPILOT_PG_PORT) is taken, or named twice."""
    seen: dict[int, str] = {}
    for name in names:
        port = getattr(settings, name.lower())
        if port in seen:
            raise PortTaken(f"{seen[port]} and {name} are both {port}; give each a port of its own")
        seen[port] = name
        if not is_free(port):
            raise PortTaken(f"port {port} is taken by another program; set {name} or stop it")


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """So many different ports that are free now and that the system gives to no client's connection."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(*BELOW_THE_SYSTEMS_OWN)
        if port not in found and is_free(port):
            found.append(port)
    return found
