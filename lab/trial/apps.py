"""The app on each copy: gunicorn as the lab runs it, on its own port, with a Redis of the trial's own."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from lab.addresses import Addresses
from lab.binaries import valkey_binary
from lab.ports import free_ports
from lab.programs import programs
from lab.service import Service, start_alone
from lab.unprivileged import Account
from lab.valkey import EmbeddedValkey
from webapp.settings import Settings


@dataclass(frozen=True)
class App:
    """Where a side's app is, its database's URL, and the environment that leads to both."""

    host: str
    database: str
    environment: Mapping[str, str]


@contextmanager
def app_on_each(
    copies: tuple[URL, URL], settings: Settings, home: Path, account: Account, logs: Path
) -> Iterator[tuple[App, App]]:
    """Both apps, running for the length of the block."""
    with ExitStack() as stack:
        valkey = EmbeddedValkey(home, free_ports(1)[0], valkey_binary(home, account), account)
        _run(stack, valkey.service())
        a, b = (_app(stack, url, valkey.url, settings, logs) for url in copies)
        yield a, b


def _app(stack: ExitStack, url: URL, redis: str, settings: Settings, logs: Path) -> App:
    own = settings.model_copy(update={"taskpilot_web_port": free_ports(1)[0], "locust_host": None})
    database = url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)
    addresses = Addresses.of(own, database, redis)
    (web,) = (one for one in programs(own, addresses, logs, "", None) if one.name == "web")
    _run(stack, web)
    return App(addresses.web, database, addresses.environment(own, ""))


def _run(stack: ExitStack, service: Service) -> None:
    process = start_alone(service)
    stack.callback(service.stop, process)
