"""The table of roles, held to for every operation of the OpenAPI document, and shown in docs/API.md."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from tests.webapp.conftest import ROLES, Client
from tests.webapp.operations import operations, own_operations
from tests.webapp.samples import OUTSIDE, filled
from webapp.api_page import page
from webapp.auth import permission_of
from webapp.openapi import views_by_operation
from webapp.paths import ROOT
from webapp.roles import role_may

pytestmark = pytest.mark.reads_only

WRITES = [(m, p) for m, p in operations() if not p.startswith(OUTSIDE) and m != "GET"]


def _permissions(app: APIFlask) -> dict[tuple[str, str], str]:
    return {
        (method.upper(), path): permission_of(view, method.upper())
        for (path, method), view in views_by_operation(app).items()
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
    views = views_by_operation(app)
    own = set(own_operations())
    unnamed = [one for one in WRITES if not hasattr(views[one[1], one[0].lower()], "permission")]
    assert [one for one in unnamed if one in own] == []


def test_the_page_shows_roles_and_operations_as_they_are() -> None:
    assert (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8") == page()
