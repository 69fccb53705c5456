"""Show a rule's history on its own page.

The page asks for what one rule has made, so there is an index for the rule.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d29a_recurring_history"
down_revision = "d28b_look_alikes"

HISTORY = Query(
    "recurring_occurrences.history",
    "select o.due_on, o.issue_id from recurring_occurrences o where o.rule_id in"
    " (select id from recurring_rules where issue_id = :issue_id) order by o.due_on desc limit 50",
    sample="select issue_id from recurring_rules limit 1",
)

change = Change(
    day=29,
    engineer=SAM,
    kind=Kind.REDUNDANT_INDEX,
    mistake="redundant_index",
    expects=(
        Expect(
            "H004",
            index="ix_recurring_occurrences_rule_id",
            table="recurring_occurrences",
            also=(Also("H002", index="ix_recurring_occurrences_rule_id", table="recurring_occurrences"),),
        ),
    ),
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/recurring/history", HISTORY, persona="regular", weight=2),
    ),
)


def clean() -> None:
    """No index: that a rule has a day once only is kept by one that begins with the rule."""


def flawed() -> None:
    create_index_concurrently("ix_recurring_occurrences_rule_id", "recurring_occurrences", ["rule_id"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_recurring_occurrences_rule_id")
