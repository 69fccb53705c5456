"""Settings: typed, layered, and refused by name."""

from pathlib import Path

import pytest

from webapp import paths
from webapp import settings as module
from webapp.settings import Settings, SettingsError, load_settings
from webapp.settings_page import page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_POOL_SIZE", "none"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_MAX_OVERFLOW", "-1"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "not a url"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_REPLICA_URL", "sqlite:///x"),
        ("REDIS_URL", "localhost:6379"),
        ("APP_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_THREADS", "many"),
        ("TASKPILOT_DEMO_MODE", "perhaps"),
        ("TASKPILOT_DEMO_PASSWORD", "short"),
        ("TASKPILOT_SERVICE_TOKEN", "short"),
        ("TASKPILOT_PG_PORT", "99999"),
        ("TASKPILOT_REDIS_PORT", "0"),
        ("TASKPILOT_WEB_PORT", "http"),
        ("TASKPILOT_LOCUST_PORT", "-8"),
        ("LOCUST_USERS", "0"),
        ("LOCUST_RUN_TIME", "soon"),
        ("LAB_GROWTH_RATE", "0"),
        ("ENGINEER_CHANGES_PER_DAY", "4"),
        ("ENGINEER_ERROR_RATE", "1.5"),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_two_wrong_values_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_THREADS", "0")
    monkeypatch.setenv("APP_ENV", "prod")
    with pytest.raises(SettingsError, match=r"APP_ENV.*WEB_THREADS|WEB_THREADS.*APP_ENV"):
        load_settings()


def test_a_secret_is_not_repeated_in_its_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@localhost/x")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "a long secret of ours", "TASKPILOT_DEMO_MODE": "1"}, "TASKPILOT_DEMO_MODE"),
        (
            {"SECRET_KEY": "a long secret of ours", "TASKPILOT_SERVICE_TOKEN": module.DEFAULT_SERVICE_TOKEN},
            "TASKPILOT_SERVICE_TOKEN",
        ),
    ],
)
def test_production_refuses_what_is_for_the_lab(
    monkeypatch: pytest.MonkeyPatch, extra: dict[str, str], named: str
) -> None:
    for name, value in {"APP_ENV": "production", **extra}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named):
        load_settings()


def test_production_starts_with_secrets_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "a long secret of ours")
    assert load_settings().service_token is None


def test_the_environment_wins_over_env_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment over `.env`, `.env` over a running lab."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setenv("TASKPILOT_LAB_DIR", str(tmp_path / ".lab"))
    paths.services_env().parent.mkdir()
    paths.services_env().write_text("WEB_THREADS=5\nWEB_CONCURRENCY=5\nDATABASE_POOL_SIZE=5\n")
    (tmp_path / ".env").write_text("WEB_THREADS=6\nWEB_CONCURRENCY=6\n")
    monkeypatch.setenv("WEB_THREADS", "7")
    found = load_settings()
    assert (found.web_threads, found.web_concurrency, found.database_pool_size) == (7, 6, 5)


def test_without_a_database_the_way_out_is_named() -> None:
    with pytest.raises(SettingsError, match=r"flask lab up.*DATABASE_URL"):
        load_settings().require_database_url()


def test_the_service_token_is_open_in_demo_mode_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().service_token is None
    monkeypatch.setenv("TASKPILOT_DEMO_MODE", "1")
    assert load_settings().service_token == module.DEFAULT_SERVICE_TOKEN


def test_the_settings_page_is_current() -> None:
    assert (paths.ROOT / "docs" / "SETTINGS.md").read_text() == "\n".join(page()) + "\n"
