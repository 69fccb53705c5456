"""The name of an endpoint, the same in statistics, dashboards and reports: `METHOD /path/[id]`."""

import re

PLACEHOLDER = re.compile(r"<[^>]+>|\{[^}]+\}")


def endpoint_name(method: str, rule: str) -> str:
    """A method and a route, with each of its placeholders as `[id]`."""
    return f"{method} {PLACEHOLDER.sub('[id]', rule)}"
