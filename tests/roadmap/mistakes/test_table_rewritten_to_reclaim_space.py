"""CLUSTER copies the table."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "table_rewritten_to_reclaim_space"
REF = ObjectRef("table", "clustered")


def test_cluster_is_found(filled: Run, change: Change, find: Find) -> None:
    filled("clustered")
    outcome = find(SLUG, REF, measured=change("cluster clustered using clustered_pkey"))
    assert isinstance(outcome, Evidence)
    assert "AccessExclusiveLock" in outcome.figures["locks"]


def test_analyze_is_not_found(filled: Run, change: Change, find: Find) -> None:
    filled("clustered")
    assert find(SLUG, REF, measured=change("analyze clustered")) is None
