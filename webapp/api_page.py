"""`python -m webapp.api_page` prints docs/OPERATIONS.md: the roles, and every operation of the app's own."""

from typing import Any

from webapp.app import create_app
from webapp.auth import permission_of
from webapp.openapi import views_by_operation
from webapp.roles import PERMISSIONS
from webapp.settings import Settings

METHODS = ("get", "post", "put", "patch", "delete")


def page() -> str:
    """Markdown: the table of roles and the table of operations."""
    settings = Settings(_env_file=None, app_env="test", database_url="postgresql://nobody@127.0.0.1:1/none")
    app = create_app(settings)
    document: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    views = views_by_operation(app)
    lines = [
        "# Roles and operations",
        "",
        "Made by `make docs`; [API.md](API.md) says how the API is to be used.",
        "",
        "## Roles",
        "",
        "Each role may do what those below it in rank may: owner, admin, member, guest.",
        "",
        "| permission | least role | scope of an API token | what it lets one do |",
        "| --- | --- | --- | --- |",
        *(f"| `{name}` | {p.role} | {p.scope} | {p.what} |" for name, p in PERMISSIONS.items()),
        "",
        "## Operations",
        "",
        "| operation | what it does | permission |",
        "| --- | --- | --- |",
    ]
    for path in sorted(document["paths"]):
        for method in METHODS:
            view = views.get((path, method))
            if method in document["paths"][path] and view and view.__module__.startswith("webapp."):
                operation = document["paths"][path][method]
                asks = "—" if getattr(view, "public", False) else f"`{permission_of(view, method.upper())}`"
                asks = "service token" if {"service": []} in operation["security"] else asks
                lines.append(f"| `{method.upper()} {path}` | {operation['summary'].rstrip('.')} | {asks} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
