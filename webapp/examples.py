"""Examples for the OpenAPI document, put together as a schema says from a value for each field.

A value is found by `Model`, by `Model.field`, in the schema's own examples, or by the field's name, so that
the same thing has the same id and name in all operations. The tests hold each example to its schema, and send
those of requests.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

VALUES: dict[str, Any] = {
    # whole bodies: a change names only what it changes
    "IssueChange": {"status": "in_progress", "assignee_id": 3},
    "MyChange": {"name": "Ada Lovelace", "preferences": {"theme": "dark"}},
    "UserChange": {"role": "member"},
    "OrganizationChange": {"name": "Acme"},
    "ProjectChange": {"status": "active", "description": "What moves the rest."},
    "TeamChange": {"name": "Core"},
    "CycleChange": {"name": "Cycle 14"},
    "LabelChange": {"color": "#d03a3a"},
    "WebhookChange": {"active": False},
    # fields of one model
    "Login.email": "user1@org1.taskpilot.example",
    "Login.password": "taskpilot-demo",
    "NewUser.role": "member",
    "NewUser.password": "correct horse battery",
    "NewIssue.status": "todo",
    "NewIssue.priority": "high",
    "NewTeam.name": "Platform",
    "NewTeam.slug": "platform",
    "NewProject.name": "Website",
    "NewProject.key": "WEB",
    "NewProject.description": "",
    "NewCycle.name": "Cycle 14",
    "NewLabel.name": "regression",
    "NewLabel.description": "worked before",
    "NewToken.name": "nightly export",
    "Organization.name": "Acme",
    "Organization.slug": "acme",
    "MyOrganization.name": "Acme",
    "MyOrganization.slug": "acme",
    "Team.name": "Core",
    "TeamDetail.name": "Core",
    "MyTeam.name": "Core",
    "Project.key": "ENG",
    "Project.name": "Engine",
    "Project.description": "What moves the rest.",
    "TeamProject.key": "ENG",
    "TeamProject.name": "Engine",
    "Cycle.name": "Cycle 14",
    "CycleVelocity.name": "Cycle 14",
    "Burndown.name": "Cycle 14",
    "Label.name": "bug",
    "Label.description": "something is wrong",
    "IssueLabel.name": "bug",
    "Token.name": "nightly export",
    "TokenWithSecret.name": "nightly export",
    "HeatmapCell.changes": 12,
    "CycleVelocity.status": "completed",
    "FailingReceiver.status": "pending",
    "Breach.priority": "urgent",
    "Feature.name": "time_entries.by_issue",
    "Feature.method": "GET",
    "Feature.path": "/api/v1/issues/{issue_id}/time-entries",
    "Feature.persona": "regular",
    "Feature.summary": "Time entries of an issue",
    "Feature.parameters": {},
    "Report.body": {"created": 31, "closed": 28},
    "Notification.data": {"issue_id": 1, "title": "Login fails after redirect"},
    # fields of any model
    "access_token": "WzEsMSwwXQ.aaB3Zg.8vO1nqvZ2VJxj0vZ8d6uV9ZbV2w",
    "action": "issue.updated",
    "attempts": 1,
    "avatar_url": "https://avatars.acme.example/ada.png",
    "average_points": 21.5,
    "body": "I can see it too.",
    "by_priority": {"high": 12, "medium": 40},
    "by_status": {"todo": 31, "done": 90},
    "changes": {"status": {"from": "todo", "to": "in_progress"}},
    "color": "#808080",
    "content_type": "image/png",
    "day": "2031-01-07",
    "description": "Log in, follow the redirect, look at the address.",
    "due_date": "2031-03-03",
    "email": "ada@acme.example",
    "end_date": "2031-01-20",
    "error": "answered 503",
    "estimate": 3,
    "event": "issue.created",
    "events": ["issue.created", "comment.created"],
    "expires_in": 43200,
    "expires_in_days": 90,
    "file_size": 2048,
    "filename": "screen.png",
    "highlight": "<mark>Login</mark> fails after redirect",
    "hour": 9,
    "id": 1,
    "ids": [1, 2],
    "is_internal": False,
    "issue_key": "ENG-12",
    "issue_title": "Session is lost",
    "key": "ENG-123",
    "label_ids": [1],
    "last_issue_number": 123,
    "median_hours_by_priority": {"high": 18.5},
    "metadata": {"customer": "Initech", "severity": 2},
    "name": "Ada Lovelace",
    "next_cursor": "WzQyXQ",
    "number": 123,
    "payload": {"issue_id": 1, "title": "Login fails after redirect"},
    "preferences": {"theme": "dark"},
    "rank": 0.42,
    "response_status": 503,
    "scopes": ["read"],
    "secret": "whsec_shown-this-once",
    "settings": {"week_starts": "monday"},
    "slug": "core",
    "start_date": "2031-01-06",
    "storage_key": "organizations/1/issues/1/6f1c7a52-7d0f-4f0e-9c0a-52b1f2b7a7c3",
    "title": "Login fails after redirect",
    "token": "tp_shown-this-once",
    "url": "https://ci.acme.example/hook",
    "user_name": "Ada Lovelace",
    "week": "2031-01-06",
    # ids: those of people are not 1, to tell them from the rest
    "assignee_id": 3,
    "user_id": 3,
    "reporter_id": 2,
}
BY_FORMAT = {"date": "2031-01-06", "date-time": "2026-03-02T09:30:00+00:00"}
BY_TYPE: dict[str, Any] = {"number": 1.5, "boolean": True, "object": {}, "string": "text", "null": None}


def example(schema: Schema, schemas: Mapping[str, Any], name: str = "", model: str = "") -> Any:
    """A value that the schema allows, for the field `name` of `model`; `schemas` are the document's."""
    if "$ref" in schema:
        component = str(schema["$ref"]).rpartition("/")[2]
        named, schema = component.rpartition(".")[2], schemas[component]
        if named in VALUES:
            return VALUES[named]
        if "properties" in schema:
            name, model = "", named
    if f"{model}.{name}" in VALUES:
        return VALUES[f"{model}.{name}"]
    for choices in ("examples", "enum"):
        if choices in schema:
            return schema[choices][0]
    if "anyOf" in schema:
        options = [option for option in schema["anyOf"] if option.get("type") != "null"]
        return example(options[0], schemas, name, model)
    return _by_shape(schema, schemas, name, model)


def _by_shape(schema: Schema, schemas: Mapping[str, Any], name: str, model: str) -> Any:
    if "properties" in schema:
        return {one: example(inner, schemas, one, model) for one, inner in schema["properties"].items()}
    if name in VALUES:
        return VALUES[name]
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), schemas, name, model)]
    return _plain(schema, name)


def _plain(schema: Schema, name: str) -> Any:
    if "const" in schema:
        return schema["const"]
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    if schema.get("type") == "integer":
        return max(1 if name.endswith("_id") else 3, schema.get("minimum", 0))
    return BY_TYPE[schema.get("type", "object")]
