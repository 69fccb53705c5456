"""What each role may do: one table, which the API enforces, docs/API.md shows and a test walks.

A permission names the least role that has it and the scope that an API token needs for it.
"""

from typing import NamedTuple

from webapp.tables.users import USER_ROLES

SCOPES = ("read", "write", "admin")
RANK = {role: rank for rank, role in enumerate(reversed(USER_ROLES))}


class Permission(NamedTuple):
    """Who may: at least `role`, and with an API token at least one that has `scope`."""

    role: str
    scope: str
    what: str


PERMISSIONS = {
    "read": Permission("guest", "read", "read everything of the organization but internal comments"),
    "profile": Permission("guest", "admin", "change one's own profile"),
    "notifications": Permission("guest", "write", "mark one's own notifications as read"),
    "issues": Permission("guest", "write", "create and change issues, their labels, links and attachments"),
    "comments": Permission("guest", "write", "comment, and change or delete one's own comments"),
    "issues.bulk": Permission("member", "write", "change many issues at once"),
    "issues.delete": Permission("member", "write", "delete issues"),
    "planning": Permission("member", "write", "manage projects, cycles and labels"),
    "tokens": Permission("member", "admin", "manage one's own API tokens"),
    "people": Permission("admin", "admin", "manage users, teams and who is in them"),
    "projects.delete": Permission("admin", "admin", "delete projects"),
    "webhooks": Permission("admin", "admin", "manage webhooks and their deliveries"),
    "organization": Permission("owner", "admin", "change the organization itself"),
}


def role_may(role: str, permission: str) -> bool:
    """Whether a role has a permission."""
    return RANK[role] >= RANK[PERMISSIONS[permission].role]


def scopes_allow(scopes: frozenset[str] | None, permission: str) -> bool:
    """Whether a token's scopes reach a permission; None is a login, which reaches all."""
    if scopes is None:
        return True
    return scope_reaches(scopes, PERMISSIONS[permission].scope)


def scope_reaches(scopes: frozenset[str], wanted: str) -> bool:
    """Whether one of the scopes is `wanted` or includes it."""
    return any(SCOPES.index(scope) >= SCOPES.index(wanted) for scope in scopes if scope in SCOPES)
