"""Issue metadata: JSON objects of some hundred different shapes, a few of them common."""

from seeding.binary import Objects, objects
from seeding.draws import Draws

RANKED: tuple[tuple[str, tuple[str | bool, ...]], ...] = (
    ("source", ("web", "mobile", "email", "api", "import", "support")),
    ("severity", ("minor", "major", "critical", "cosmetic")),
    ("environment", ("production", "staging", "development")),
    ("component", ("editor", "board", "search", "inbox", "billing", "sync", "login", "export")),
    ("browser", ("Chrome", "Firefox", "Safari", "Edge")),
    ("os", ("macOS", "Windows", "Linux", "iOS", "Android")),
    ("customer_tier", ("free", "team", "business", "enterprise")),
    ("regression", (True, False)),
    ("build", tuple(f"{major}.{minor}.0" for major in range(3, 7) for minor in range(8))),
    ("reproducible", ("always", "sometimes", "never")),
)
PERMILLE = (1000, 620, 550, 480, 350, 330, 280, 250, 220, 180)


def metadata(draws: Draws, n: int) -> Objects:
    """n objects; each key but the first is there or not: up to 512 shapes."""
    parts: list[list[bytes]] = []
    for (key, values), permille in zip(RANKED, PERMILLE, strict=True):
        written = objects(_member(key, value) for value in values)
        picked = draws.take(written, n)
        picked[~draws.chance(permille, n)] = b""
        parts.append(picked.tolist())
    join = b"".join
    return objects(b"{" + join(members)[2:] + b"}" for members in zip(*parts, strict=True))


def _member(key: str, value: str | bool) -> bytes:
    written = str(value).lower() if isinstance(value, bool) else f'"{value}"'
    return f', "{key}": {written}'.encode()
