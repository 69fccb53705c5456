"""Demo mode stays on this machine: everybody knows its password, and it opens every seeded user.

Where the server says at its start on which addresses it listens, it is refused there; whichever way the app
was started, a request from another machine is refused. TASKPILOT_DEMO_OFF_LOOPBACK is the explicit switch.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from flask import Flask, request

from webapp.errors import NotAllowed
from webapp.settings import Settings, SettingsError

WAY_OUT = "listen on 127.0.0.1, turn TASKPILOT_DEMO_MODE off, or set TASKPILOT_DEMO_OFF_LOOPBACK=true"


def refuse_open_demo(settings: Settings, addresses: Iterable[Any]) -> None:
    """Refuse demo mode on `addresses`, (host, port) or a Unix socket's path each; SettingsError."""
    if not is_kept_here(settings):
        return
    for address in addresses:
        if isinstance(address, tuple) and not _is_here(str(address[0])):
            raise SettingsError(f"demo mode would be open to others at {address[0]}:{address[1]}; {WAY_OUT}")


def register_demo(app: Flask) -> None:
    """Refuse requests from other machines in demo mode."""
    if is_kept_here(app.config["SETTINGS"]):
        app.before_request(_this_machine_only)


def is_kept_here(settings: Settings) -> bool:
    """Whether demo mode is on and nobody said that others may use it."""
    return settings.taskpilot_demo_mode and not settings.taskpilot_demo_off_loopback


def _this_machine_only() -> None:
    if not _is_here(request.remote_addr or "localhost"):  # none: a Unix socket
        raise NotAllowed("demo mode answers this machine only; TASKPILOT_DEMO_OFF_LOOPBACK=true opens it")


def _is_here(host: str) -> bool:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
