"""The table of roles, held to for every operation of the OpenAPI document, and shown in docs/API.md."""

import re
from collections.abc import Callable

import pytest
from apiflask import APIFlask

from tests.webapp.conftest import ROLES, Client
from tests.webapp.operations import operations
from tests.webapp.samples import OUTSIDE, filled
from webapp.auth import permission_of
from webapp.paths import ROOT
from webapp.roles import PERMISSIONS, role_may

WRITES = [(m, p) for m, p in operations() if not p.startswith(OUTSIDE) and m != "GET"]


def _permissions(app: APIFlask) -> dict[tuple[str, str], str]:
    return {
        (method, re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)): permission_of(
            app.view_functions[rule.endpoint], method
        )
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_operation_is_open_to_exactly_the_roles_of_the_table(
    app: APIFlask, as_user: Callable[[int], Client], role: str
) -> None:
    permissions = _permissions(app)
    for method, path in WRITES:
        response = as_user(ROLES[role]).call(method, f"/{filled(path, 899)}", json=[])
        refused = response.status_code == 403
        assert refused != role_may(role, permissions[method, path]), (method, path)


def test_every_write_names_its_permission(app: APIFlask) -> None:
    views = {
        (method, re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)): app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    assert [one for one in WRITES if not hasattr(views[one], "permission")] == []


def test_the_page_shows_the_table() -> None:
    page = (ROOT / "docs" / "API.md").read_text(encoding="utf-8")
    for name, permission in PERMISSIONS.items():
        assert f"| `{name}` | {permission.role} | {permission.scope} | {permission.what} |" in page
