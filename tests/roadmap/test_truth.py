"""The ground truth: what is listed, what is proved, what the database may deny."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from roadmap.apply import apply_until
from roadmap.plan import CONTROL, SCRIPTED
from roadmap.truth import contradictions, expected, verified

pytestmark = pytest.mark.usefixtures("small_roadmap")


def only_finding(document: dict[str, Any]) -> dict[str, Any]:
    [finding] = document["findings"]
    assert isinstance(finding, dict)
    return finding


def test_the_plan_alone_lists_findings_that_nobody_proved() -> None:
    finding = only_finding(expected(1, SCRIPTED))
    assert (finding["id"], finding["check"], finding["present"]) == ("d01a_gadgets.1", "K003", None)
    assert (finding["since_day"], finding["until_day"], finding["visible_from_day"]) == (1, 2, 1)


def test_a_scripted_mistake_is_present_with_evidence_and_a_queryid(tracker: Engine) -> None:
    apply_until(tracker, 1)
    document = verified(tracker)
    finding = only_finding(document)
    assert finding["present"] is True
    assert finding["evidence"]["columns"] == ["issue_id"]
    assert isinstance(finding["object"]["queryid"], int)
    assert contradictions(document) == []


def test_what_a_proof_asks_is_not_among_the_statements_that_tools_see(tracker: Engine) -> None:
    apply_until(tracker, 1)
    verified(tracker)
    counted = text("""
        select query from pg_stat_statements s join pg_database d on d.oid = s.dbid
         where d.datname = current_database() and query like '%from gadgets limit%'
    """)
    with tracker.connect() as connection:
        assert connection.execute(counted).all() == []


def test_a_repaired_mistake_is_absent(tracker: Engine) -> None:
    apply_until(tracker, 2)
    document = verified(tracker)
    assert (only_finding(document)["present"], only_finding(document)["due"]) == (False, False)
    assert contradictions(document) == []


def test_a_control_run_lists_the_scripted_findings_as_absent(tracker: Engine) -> None:
    apply_until(tracker, 1, plan=CONTROL)
    document = verified(tracker)
    assert (document["variant"], only_finding(document)["present"]) == ("control", False)
    assert contradictions(document) == []


def test_a_mistake_that_somebody_repaired_by_hand_is_a_contradiction(tracker: Engine) -> None:
    apply_until(tracker, 1)
    with tracker.begin() as connection:
        connection.execute(text("create index by_hand on gadgets (issue_id)"))
    assert contradictions(verified(tracker)) == [
        "d01a_gadgets.1 (K003 on gadgets.by_issue) should be present and is not"
    ]


def test_a_decoy_whose_claim_fails_is_a_contradiction(tracker: Engine) -> None:
    apply_until(tracker, 1)
    with tracker.begin() as connection:
        connection.execute(text("drop index ix_gadgets_name"))
    assert contradictions(verified(tracker)) == [
        "decoy of d01a_gadgets (ix_gadgets_name): its claim does not hold"
    ]
