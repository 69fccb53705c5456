"""Which endpoints run a statement, as the lab has traced it: by queryid."""

from collections import defaultdict

from dashboards.console.samples import Samples


def origins(samples: Samples) -> dict[str, list[str]]:
    """The endpoints of each queryid, sorted; a statement that no request was seen to run has none."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in samples.rows("endpoints", "select queryid, endpoint from endpoints"):
        found[row["queryid"]].add(row["endpoint"])
    return {queryid: sorted(endpoints) for queryid, endpoints in found.items()}
