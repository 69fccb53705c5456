"""What `flask lab up` is to run: its services, and the servers of the user's own that it only uses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import redis

from lab.addresses import Addresses
from lab.binaries import postgres_binaries, valkey_binary
from lab.databases import APPLICATION_NAME, provide_database
from lab.hold import hold_of, is_held
from lab.ports import require_free
from lab.postgres import APP_DATABASE, SUPERUSER, EmbeddedPostgres
from lab.programs import programs
from lab.replica import EmbeddedReplica
from lab.service import Service
from lab.unprivileged import service_account, service_home
from lab.valkey import EmbeddedValkey
from webapp.paths import lab_dir
from webapp.refusal import Refusal
from webapp.settings import Settings, load_settings

REDIS_TIMEOUT_S = 5.0
CONNECTIONS_BESIDE_THE_WEB = 100
FEWEST_CONNECTIONS = 200
WAL_FOR_A_REPLICA_MB = 512  # what it may have missed while it was down

Prepare = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """The services in order of start, where they will be, and what is there already, by name and URL."""

    services: list[Service]
    addresses: Addresses
    external: dict[str, str] = field(default_factory=dict)
    admin_url: str | None = None


def lab_settings() -> Settings:
    """The settings with demo mode on, unless TASKPILOT_DEMO_MODE says otherwise."""
    settings = load_settings()
    if settings.app_env == "production":
        raise Refusal("the lab runs in demo mode, which APP_ENV=production refuses; unset APP_ENV for it")
    if "taskpilot_demo_mode" in settings.model_fields_set:
        return settings
    return load_settings(taskpilot_demo_mode=True)


def make_plan(
    settings: Settings, run: str, users: int | None, prepare: Prepare, replica: bool = False
) -> Plan:
    """Check servers of the user's own and the ports; make the embedded servers' files.

    With `replica` a replica of the embedded PostgreSQL is among the services.
    `prepare` gets the database's URL as soon as it answers, before anything that uses it starts.
    """
    if replica and settings.database_url is not None:
        raise Refusal("--replica copies the embedded PostgreSQL; for your own, set DATABASE_REPLICA_URL")
    require_free(settings, _ports(settings, replica))
    external, servers, admin_url, replica_url = {}, [], None, None
    if settings.redis_url is not None:
        _require_redis(settings.redis_url)
        external["redis"] = settings.redis_url
    if settings.database_url is not None:
        _require_postgres(settings.database_url)
        external["postgres"] = settings.database_url
    if settings.database_url is None:
        cluster = embedded_cluster(settings, WAL_FOR_A_REPLICA_MB if replica else 0)
        follower = EmbeddedReplica.of(cluster, settings.taskpilot_replica_port) if replica else None
        servers.append(_postgres(cluster, run, prepare, follower))
        if follower is not None:
            servers.append(follower.service(run))
            replica_url = follower.url()
        admin_url = cluster.url(SUPERUSER, APP_DATABASE)
    if settings.redis_url is None:
        servers.append(_valkey(settings).service(run))
    found = external | {server.name: str(server.url) for server in servers}
    addresses = Addresses.of(settings, found["postgres"], found["redis"], replica_url)
    logs = lab_dir() / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    services = [*servers, *programs(settings, addresses, logs, run, users)]
    return Plan(services, addresses, external, admin_url)


def _ports(settings: Settings, replica: bool) -> list[str]:
    names = ["TASKPILOT_WEB_PORT", "TASKPILOT_LOCUST_PORT"]
    if replica:
        names.insert(0, "TASKPILOT_REPLICA_PORT")
    if settings.redis_url is None:
        names.insert(0, "TASKPILOT_REDIS_PORT")
    if settings.database_url is None:
        names.insert(0, "TASKPILOT_PG_PORT")
    return names


def embedded_cluster(settings: Settings, wal_keep_mb: int = 0) -> EmbeddedPostgres:
    """The lab's own cluster, made where it is not there yet."""
    account = service_account()
    home = service_home(lab_dir(), account)
    binaries = postgres_binaries(settings.taskpilot_pg_bin, home, account)
    web = settings.web_concurrency * (settings.database_pool_size + settings.database_max_overflow)
    connections = max(FEWEST_CONNECTIONS, web + CONNECTIONS_BESIDE_THE_WEB)
    cluster = EmbeddedPostgres(home, settings.taskpilot_pg_port, binaries, account, connections, wal_keep_mb)
    cluster.create()
    return cluster


def _postgres(
    cluster: EmbeddedPostgres, run: str, prepare: Prepare, follower: EmbeddedReplica | None
) -> Service:
    def prepare_embedded() -> None:
        provide_database(cluster)
        prepare(cluster.url())
        if follower is not None:
            follower.create()

    return replace(
        cluster.service(run), once_ready=prepare_embedded, held=lambda: is_held(hold_of("postgres"))
    )


def _valkey(settings: Settings) -> EmbeddedValkey:
    account = service_account()
    home = service_home(lab_dir(), account)
    return EmbeddedValkey(home, settings.taskpilot_redis_port, valkey_binary(home, account), account)


def _require_postgres(url: str) -> None:
    from webapp.database import command_engine

    command_engine(url, APPLICATION_NAME).connect().close()


def _require_redis(url: str) -> None:
    with redis.Redis.from_url(
        url, socket_connect_timeout=REDIS_TIMEOUT_S, socket_timeout=REDIS_TIMEOUT_S, retry=None
    ) as client:
        client.ping()
