"""Every setting of TaskPilot, typed, from the environment, `.env` and a running lab's `services.env`.

The environment wins over `.env`, and `.env` over the lab. A wrong value is refused by the name of its
variable. docs/SETTINGS.md is made from the descriptions here.
"""

from functools import lru_cache
from typing import IO, Any, Literal

from click import ClickException
from flask.cli import NoAppException
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from webapp.paths import ROOT, services_env
from webapp.refusal import Refusal

DEFAULT_SECRET_KEY = "taskpilot-development-only"
DEFAULT_DEMO_PASSWORD = "taskpilot-demo"
DEFAULT_SERVICE_TOKEN = "taskpilot-demo-service"


class SettingsError(Refusal, NoAppException):
    """A setting that cannot be used; the message names the variable and the way out.

    Also Flask's own NoAppException, so that `flask --help` shows it in one line.
    """

    def __init__(self, message: str) -> None:
        Refusal.__init__(self, message)
        self.ctx = None

    def show(self, file: IO[Any] | None = None) -> None:
        """The one line, without the usage that NoAppException would put before it."""
        ClickException.show(self, file)


class Settings(BaseSettings):
    """The settings; field names are the environment's, in lower case."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    app_env: Literal["development", "test", "production"] = Field(
        "development", description="production refuses the default SECRET_KEY and demo mode"
    )
    secret_key: str = Field(DEFAULT_SECRET_KEY, min_length=8, description="signs the bearer tokens")
    database_url: str | None = Field(None, description="PostgreSQL of your own; unset: the embedded one")
    database_replica_url: str | None = Field(
        None, description="a replica of that database; analytics, search and the feed are read from it"
    )
    database_replica_max_lag_s: float = Field(
        2, gt=0, le=3600, description="a replica further behind, in seconds, is not read from"
    )
    database_pool_size: int = Field(4, ge=1, le=200, description="connections per web process")
    database_max_overflow: int = Field(0, ge=0, le=200, description="connections above the pool's size")
    database_pool_timeout_s: float = Field(
        2, gt=0, le=60, description="how long a request waits for a connection before it is a 503"
    )
    statement_timeout_ms: int = Field(5_000, ge=10, description="a request's statement over it is a 503")
    analytics_timeout_ms: int = Field(30_000, ge=10, description="the same for analytics")
    redis_url: str | None = Field(None, description="Redis of your own; unset: the embedded Valkey")
    web_concurrency: int = Field(2, ge=1, le=64, description="gunicorn worker processes")
    web_threads: int = Field(
        6,
        ge=1,
        le=64,
        description="threads per gunicorn worker; more than connections, so that waiting is short",
    )
    web_queue_timeout_s: float = Field(
        1, gt=0, le=60, description="how long a request waits for a thread before it is a 503"
    )
    web_read_timeout_s: float = Field(
        10, gt=0, le=300, description="how long a client may take to send a request before it is a 408"
    )
    locust_host: str | None = Field(None, description="base URL that Locust loads")
    locust_users: int | None = Field(None, ge=1, description="Locust's own default for --users")
    locust_run_time: str | None = Field(
        None, pattern=r"^(\d+|(\d+h)?(\d+m)?(\d+s)?)$", description="Locust's own default for --run-time"
    )
    lab_growth_rate: float = Field(1.0, gt=0, le=1000, description="multiplies each simulated day's growth")
    engineer_changes_per_day: int = Field(2, ge=1, le=3, description="changes a day in `roadmap simulate`")
    engineer_error_rate: float = Field(0.2, ge=0, le=1, description="share of flawed changes when drawn")
    taskpilot_demo_mode: bool = Field(False, description="seeded users log in with the demo password")
    taskpilot_demo_password: str = Field(
        DEFAULT_DEMO_PASSWORD, min_length=8, description="what they log in with"
    )
    taskpilot_demo_off_loopback: bool = Field(
        False, description="demo mode may answer other machines too; everybody knows its password"
    )
    taskpilot_service_token: str | None = Field(
        None, min_length=16, description=f"bearer token of /internal; in demo mode {DEFAULT_SERVICE_TOKEN}"
    )
    taskpilot_console_token: str | None = Field(
        None,
        min_length=16,
        description="opens /lab/ to whoever brings it; unset: to this machine, and in production to nobody",
    )
    taskpilot_webhook_allow_private: bool = Field(
        False, description="webhooks may be delivered to private and loopback addresses"
    )
    taskpilot_webhook_stand_in: str | None = Field(
        None,
        pattern=r"^/",
        max_length=107,
        description="Unix socket of a receiver for webhooks under .example and .invalid, which the lab sets; "
        "unset: those deliveries are dead at once",
    )
    taskpilot_rate_limit: str | None = Field(
        None,
        pattern=r"^[1-9]\d*/(second|minute|hour|day)$",
        description="requests per user or API token, such as 600/minute, counted in Redis; unset: no limit",
    )
    taskpilot_statement_trace: str | None = Field(
        None, description="file in which the app notes each endpoint's statements; `flask lab run` sets it"
    )
    taskpilot_pg_bin: str | None = Field(None, description="folder of an installed PostgreSQL's binaries")
    taskpilot_pg_port: int = Field(55432, ge=1, le=65535, description="port of the embedded PostgreSQL")
    taskpilot_replica_port: int = Field(
        55433, ge=1, le=65535, description="port of its replica, with `flask lab up --replica`"
    )
    taskpilot_redis_port: int = Field(56379, ge=1, le=65535, description="port of the embedded Valkey")
    taskpilot_web_port: int = Field(8000, ge=1, le=65535, description="port of the web app")
    taskpilot_locust_port: int = Field(8089, ge=1, le=65535, description="port of Locust's web UI")

    @field_validator("database_url", "database_replica_url")
    @classmethod
    def _is_postgresql(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError("is no URL; write postgresql://user:password@host:5432/database") from None
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise ValueError("must be a postgresql:// URL; TaskPilot runs on PostgreSQL only")
        if not url.database:
            raise ValueError("names no database; write postgresql://user:password@host:5432/database")
        return url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @model_validator(mode="after")
    def _production_is_closed(self) -> "Settings":
        if self.app_env != "production":
            return self
        if self.secret_key == DEFAULT_SECRET_KEY:
            raise ValueError("SECRET_KEY must be set to a secret of your own when APP_ENV=production")
        if self.taskpilot_demo_mode:
            raise ValueError("TASKPILOT_DEMO_MODE must be off when APP_ENV=production")
        if self.taskpilot_service_token == DEFAULT_SERVICE_TOKEN:
            raise ValueError("TASKPILOT_SERVICE_TOKEN must be a secret of your own when APP_ENV=production")
        return self

    @property
    def service_token(self) -> str | None:
        """The token that opens /internal; None closes it."""
        if self.taskpilot_service_token is None and self.taskpilot_demo_mode:
            return DEFAULT_SERVICE_TOKEN
        return self.taskpilot_service_token

    def require_database_url(self) -> str:
        """The database's URL; SettingsError where neither DATABASE_URL nor a running lab names one."""
        if self.database_url is None:
            raise SettingsError("no database: start one with 'flask lab up', or set DATABASE_URL")
        return self.database_url

    def require_redis_url(self) -> str:
        """Redis' URL; SettingsError where neither REDIS_URL nor a running lab names one."""
        if self.redis_url is None:
            raise SettingsError("no Redis: start one with 'flask lab up', or set REDIS_URL")
        return self.redis_url


def load_settings(**overrides: object) -> Settings:
    """Read the settings afresh; SettingsError names each variable that is wrong."""
    try:
        return Settings(_env_file=(services_env(), ROOT / ".env"), **overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(problem) for problem in error.errors())) from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()


def _sentence(problem: object) -> str:
    details = dict(problem)  # type: ignore[call-overload]
    reason = str(details["msg"]).removeprefix("Value error, ")
    if not details["loc"]:
        return reason
    name = str(details["loc"][0]).upper()
    shown = (
        ""
        if any(word in name for word in ("SECRET", "PASSWORD", "TOKEN", "URL"))
        else f"={details['input']!r}"
    )
    return f"{name}{shown}: {reason[:1].lower()}{reason[1:]}"
