"""The operations of the OpenAPI document, for tests that walk all of them; reading it needs no database."""

from functools import cache
from typing import Any

from webapp.app import create_app
from webapp.links import SINCE_DAY
from webapp.settings import Settings

METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    app = create_app(
        Settings(_env_file=None, app_env="test", database_url="postgresql://nobody@127.0.0.1:1/none")
    )
    found: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return found


def own_operations() -> list[tuple[str, str]]:
    """The operations of the app itself; those of the roadmap's features are live from their day only."""
    paths = document()["paths"]
    return [(method, path) for method, path in operations() if SINCE_DAY not in paths[path][method.lower()]]


def operations() -> list[tuple[str, str]]:
    """Each operation as (METHOD, path)."""
    return [
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in METHODS
        if method in methods
    ]
