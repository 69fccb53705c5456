"""Search titles and descriptions by word.

An index over the search document, with the organization in front, and the search page asks it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index, create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d12a_search_index"
down_revision = "d11b_search_log"

SEARCH = Query(
    "search.by_word",
    """
    select i.id, p.key || '-' || i.number as key, i.project_id, i.title, i.status, i.priority, i.rank
      from (
        select c.*, round((ts_rank(c.search_document, websearch_to_tsquery('english', :q))
                           + similarity(c.title, :q))::numeric, 6)::float8 as rank
          from (
            select id, number, project_id, title, status, priority, search_document
              from issues
             where organization_id = :organization_id
               and (search_document @@ websearch_to_tsquery('english', :q) or title ilike :pattern)
               and (cast(:project_id as bigint) is null or project_id = :project_id)
             limit :candidates
          ) c
      ) i
      join projects p on p.id = i.project_id
     where cast(:after_rank as float8) is null
        or (i.rank, i.id) < (cast(:after_rank as float8), cast(:after_id as bigint))
     order by i.rank desc, i.id desc
     limit :fetch
    """,
    sample="select organization_id, split_part(title, ' ', 1) as q, '%' || split_part(title, ' ', 1) || '%'"
    " as pattern, '%' || left(split_part(title, ' ', 1), 4) || '%' as narrow, null as project_id,"
    " 1000 as candidates, null as after_rank, null as after_id, 21 as fetch"
    " from issues limit 1",
)

change = Change(
    day=12,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="create_index_blocking_writers",
    expects=(Expect("lab:create_index_blocking_writers", table="issues"),),
    exercises=(Exercise("GET", "/search", SEARCH, persona="regular", takes_over="search"),),
)

COLUMNS = ["organization_id", "search_document"]


def clean() -> None:
    create_index_concurrently("ix_issues_search_document", "issues", COLUMNS, using="gin")


def flawed() -> None:
    create_index("ix_issues_search_document", "issues", COLUMNS, using="gin")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issues_search_document")
