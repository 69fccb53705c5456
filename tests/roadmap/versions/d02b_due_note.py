"""Keep a note beside an issue's due date."""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.operations import create_index, create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import variants

revision = "d02b_due_note"
down_revision = "d02a_gadget_index"

change = Change(
    day=2,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="create_index_blocking_writers",
    scripted="clean",
)


def clean() -> None:
    run("alter table issues add column if not exists due_note text")
    create_index_concurrently("ix_issues_due_note", "issues", ["due_note"], where="due_note is not null")


def flawed() -> None:
    run("alter table issues add column due_note text")
    create_index("ix_issues_due_note", "issues", ["due_note"], where="due_note is not null")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issues_due_note")
    run("alter table issues drop column if exists due_note")
