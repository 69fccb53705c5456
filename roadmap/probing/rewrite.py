"""Compares a statement with the way that it should have been written.

Both run on the live tables and must return the same number of rows; what differs is what they touch. The
app serves `target.statement` now: where that is already the better one, there is nothing to find.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from roadmap.mistake import Evidence, Figure, Needs, Outcome, Target, Unknown
from roadmap.probing.plan import Plan, timed
from roadmap.probing.trial import MIN_PAGES, TIMES_CHEAPER


@dataclass(frozen=True)
class Rewrite:
    """The plans of the statement as it is and as it should be."""

    before: Plan
    after: Plan

    def outcome(self, target: Target, **more: Figure) -> Outcome:
        """Evidence where the better way touches a fifth of the pages; Unknown while both are small."""
        if self.before.pages < MIN_PAGES:
            reason = f"the statement reads {self.before.pages} pages: the table is too small to tell"
            return Unknown(Needs.GROWTH, reason)
        if self.before.pages < TIMES_CHEAPER * self.after.pages:
            return None
        return Evidence(target.object, self.before.beside(self.after, "rewritten") | more)


def compare(connection: Connection, target: Target) -> Rewrite | None:
    """Both plans; None where the app already runs the better statement."""
    if target.statement is None or target.better is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement and the better way to write it")
    if target.statement.sql == target.better.sql:
        return None
    rewrite = Rewrite(timed(connection, target.statement), timed(connection, target.better))
    if rewrite.before.rows != rewrite.after.rows:
        raise ValueError(
            f"{target.object.name}: the statement returns {rewrite.before.rows} rows and the better one"
            f" {rewrite.after.rows}; they must agree"
        )
    return rewrite
