"""Find the issue behind a number of the other tracker.

Messages from over there carry the number. Providers differ in what their ids look like, so ours are text; the
number is compared as one.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d39a_sync_by_number"
down_revision = "d38b_rate_limit_vacuum"

FIND = """
    select l.issue_id, l.external_id, l.status, l.external_updated_at from sync_links l
     where {condition}
       and exists (select from issues i where i.id = l.issue_id and i.organization_id = :organization_id)
"""
SAMPLE = """
    select l.external_id::bigint as number, i.organization_id
      from sync_links l join issues i on i.id = l.issue_id order by l.issue_id limit 1
"""
AS_NUMBERS = Query(
    "sync_links.by_number",
    FIND.format(condition="l.external_id::bigint = cast(:number as bigint)"),
    SAMPLE,
)
AS_TEXT = Query(
    "sync_links.by_number",
    FIND.format(condition="l.external_id = cast(cast(:number as bigint) as text)"),
    SAMPLE,
)

change = Change(
    day=39,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="implicit_cast_of_column",
    expects=(
        Expect("K003", statement="sync_links.by_number", table="sync_links", columns=("external_id",)),
        Expect(
            "H002",
            index="ix_sync_links_external",
            table="sync_links",
            mistake="unused_index",
            visible_after=1,
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/sync/by-number",
            AS_NUMBERS,
            persona="regular",
            weight=2,
            clean=AS_TEXT,
            parameters=(
                Parameter(
                    "number", int, {"ge": 1, "le": 2_000_000_000, "examples": [100003, 100300, 103000]}
                ),
            ),
        ),
    ),
)


def clean() -> None:
    create_index_concurrently("ix_sync_links_external_id", "sync_links", ["external_id"])


def flawed() -> None:
    create_index_concurrently("ix_sync_links_external", "sync_links", ["external_id"])


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    drop_index_concurrently("ix_sync_links_external_id")


def undo_flawed() -> None:
    drop_index_concurrently("ix_sync_links_external")


downgrade = variants(undo_clean, undo_flawed)
