"""Keep a search document of each issue: its title and description as words.

A column that PostgreSQL can search by word. The index and the search page follow tomorrow.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.labels import Expect
from roadmap.operations import backfill, committed, run
from roadmap.variants import variants

revision = "d11a_search_document"
down_revision = "d10b_sub_issues"

DOCUMENT = "to_tsvector('english', {0}title || ' ' || {0}description)"
TRIGGER = f"""
    create or replace function issues_search_document() returns trigger language plpgsql as $$
    begin
        new.search_document := {DOCUMENT.format("new.")};
        return new;
    end $$;
    create or replace trigger issues_search_document before insert or update of title, description on issues
        for each row execute function issues_search_document()
"""
FILL = f"""
    update issues set search_document = {DOCUMENT.format("")}
     where search_document is null and id >= :low and id < :high
"""  # noqa: S608 - nothing of it comes from outside

change = Change(
    day=11,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="generated_column_rewrite",
    scripted="clean",
    expects=(Expect("lab:generated_column_rewrite", table="issues"),),
)


def clean() -> None:
    with committed():
        run("alter table issues add column if not exists search_document tsvector")
        run(TRIGGER)
    backfill("issues", FILL, rows=200)


def flawed() -> None:
    run(
        "alter table issues add column search_document tsvector"
        f" generated always as ({DOCUMENT.format('')}) stored"
    )


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop trigger if exists issues_search_document on issues")
    run("drop function if exists issues_search_document()")
    run("alter table issues drop column search_document")
