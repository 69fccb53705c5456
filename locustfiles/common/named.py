"""Whether a locustfile was asked for.

Locust walks a folder with all that is below it, and picks up every class it finds. Custom users and shapes
are meant for those who name their file or folder: to everybody else they look abstract.
"""

from pathlib import Path

from locust.argument_parser import parse_locustfile_option


def is_named(file: str) -> bool:
    """Whether `-f` (or LOCUST_LOCUSTFILE, or locust.conf) names this file or the folder it lies in."""
    path = Path(file).resolve()
    given = str(parse_locustfile_option().locustfile).split(",")  # type: ignore[attr-defined]
    return any(Path(one.strip()).resolve() in (path, path.parent) for one in given)
