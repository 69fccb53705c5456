"""Search what was said in comments.

A search box over the discussion, newest hits first.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d12b_comment_search"
down_revision = "d12a_search_index"

HITS = """
    select c.id, c.issue_id, left(c.body, 200) as excerpt, c.created_at
      from comments c join issues i on i.id = c.issue_id
     where i.organization_id = :organization_id and not c.is_internal and {condition}
     order by c.id desc limit 20
"""
SAMPLE = (
    "select organization_id, 'ECONNREFUSED' as q from issues group by 1 order by count(*) desc, 1 limit 1"
)
BY_PATTERN = Query("comments.search", HITS.format(condition="c.body ilike '%' || :q || '%'"), SAMPLE)
BY_WORD = Query(
    "comments.search",
    HITS.format(condition="to_tsvector('english', c.body) @@ websearch_to_tsquery('english', :q)"),
    SAMPLE,
)

change = Change(
    day=12,
    engineer=SAM,
    kind=Kind.MISSING_INDEX,
    mistake="leading_wildcard_search",
    scripted="clean",
    expects=(
        Expect(
            "K003",
            statement="comments.search",
            table="comments",
            mend="create index on comments using gin (body gin_trgm_ops)",
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/comments/search",
            BY_PATTERN,
            persona="regular",
            weight=1,
            clean=BY_WORD,
            parameters=(
                Parameter("q", str, {"min_length": 3, "max_length": 100, "examples": ["timeout", "deploy"]}),
            ),
        ),
    ),
)


def clean() -> None:
    create_index_concurrently("ix_comments_words", "comments", ["to_tsvector('english', body)"], using="gin")


def flawed() -> None:
    """No index: on the staging data a pattern is found at once."""


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_comments_words")
