"""What became of a ledger's writes: its keys against the rows, the audit trail and the outbox."""

from collections import Counter
from dataclasses import dataclass, field

import psycopg2

from lab.record import plain_url
from tests.drills.ledger import Ledger

EVENTS = {"issue": "issue.created", "comment": "comment.created", "change": "issue.updated"}

ROWS = {
    "issue": "select title, id from issues where starts_with(title, %(run)s)",
    "comment": "select body, id from comments where starts_with(body, %(run)s)",
    "change": """
        select changes->'description'->>'to', issue_id from activity_log
        where action = 'issue.updated' and starts_with(changes->'description'->>'to', %(run)s)""",
}
ACTIVITY = {
    "issue": """
        select changes->>'title', issue_id from activity_log
        where action = 'issue.created' and starts_with(changes->>'title', %(run)s)""",
    "comment": """
        select c.body, c.id from activity_log a join comments c on c.id = (a.changes->>'comment_id')::bigint
        where a.action = 'comment.created' and starts_with(c.body, %(run)s)""",
    "change": ROWS["change"],
}
DELIVERIES = {
    "issue": """
        select payload->>'title', id from webhook_deliveries
        where event = 'issue.created' and starts_with(payload->>'title', %(run)s)""",
    "comment": """
        select c.body, d.id
        from webhook_deliveries d join comments c on c.id = (d.payload->>'comment_id')::bigint
        where d.event = 'comment.created' and starts_with(c.body, %(run)s)""",
    "change": """
        select payload->'changes'->'description'->>'to', id from webhook_deliveries
        where event = 'issue.updated' and starts_with(payload->'changes'->'description'->>'to', %(run)s)""",
}
SUBSCRIBED = """
    select key, count(w.id)
    from ({rows}) written (key, issue_id)
    join issues i on i.id = written.issue_id
    join webhooks w on w.organization_id = i.organization_id and w.active and %(event)s = any(w.events)
    group by key
"""
ISSUE_OF = ROWS | {"comment": "select body, issue_id from comments where starts_with(body, %(run)s)"}
STANDING = "select id, description from issues where starts_with(title, %(run)s)"


@dataclass
class Comparison:
    """Keys that are not as they should be, by what is wrong with them; all empty where nothing is."""

    answered: int = 0
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    unlogged: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)

    def assert_whole(self) -> None:
        """Each answered write is there once, with its entry in the trail and its deliveries in the outbox."""
        assert not self.lost, f"{len(self.lost)} answered writes are not there: {self.lost[:3]}"
        assert not self.doubled, f"{len(self.doubled)} writes are there twice: {self.doubled[:3]}"
        assert not self.unasked, f"{len(self.unasked)} rows were never asked for: {self.unasked[:3]}"
        assert not self.unlogged, f"{len(self.unlogged)} writes and the trail differ: {self.unlogged[:3]}"
        assert not self.unsent, f"{len(self.unsent)} writes and the outbox differ: {self.unsent[:3]}"
        assert not self.overwritten, (
            f"{len(self.overwritten)} issues have an old text: {self.overwritten[:3]}"
        )


def compare(ledger: Ledger, database_url: str) -> Comparison:
    """Hold a ledger whose clients have stopped against a database, read as one that may see everything."""
    found = Comparison(answered=len(ledger.answered))
    connection = psycopg2.connect(plain_url(database_url))
    try:
        with connection, connection.cursor() as cursor:
            for kind in EVENTS:
                _compare_kind(found, cursor, ledger, kind)
            found.overwritten = _overwritten(cursor, ledger)
    finally:
        connection.close()
    return found


def _compare_kind(found: Comparison, cursor: psycopg2.extensions.cursor, ledger: Ledger, kind: str) -> None:
    parameters = {"run": ledger.run, "event": EVENTS[kind]}

    def rows(sql: str) -> list[tuple[str, int]]:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

    stored = rows(ROWS[kind])
    counted, ids = Counter(key for key, _ in stored), set(stored)
    found.stored += len(stored)
    found.lost += [
        one.key for one in ledger.answered.values() if one.kind == kind and (one.key, one.id) not in ids
    ]
    found.doubled += [key for key, count in counted.items() if count > 1]
    found.unasked += [key for key in counted if key not in ledger.attempted]
    found.unlogged += _differing(counted, Counter(key for key, _ in rows(ACTIVITY[kind])))
    subscribed = Counter(dict(rows(SUBSCRIBED.replace("{rows}", ISSUE_OF[kind]))))
    found.unsent += _differing(subscribed, Counter(key for key, _ in rows(DELIVERIES[kind])))


def _differing(expected: Counter[str], actual: Counter[str]) -> list[str]:
    return [key for key in {*expected, *actual} if expected[key] != actual[key]]


def _overwritten(cursor: psycopg2.extensions.cursor, ledger: Ledger) -> list[str]:
    """Issues whose text is not that of their one change, where that was answered."""
    cursor.execute(STANDING, {"run": ledger.run})
    texts = dict(cursor.fetchall())
    changes = [one for one in ledger.answered.values() if one.kind == "change"]
    return [one.key for one in changes if texts.get(one.id) != one.key]
