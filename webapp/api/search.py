"""Search over issue titles."""

import re
from html import escape

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import page
from webapp.auth import caller
from webapp.database import reading
from webapp.queries.search import search_issues
from webapp.schemas.base import Page
from webapp.schemas.search import Hit, Search

blueprint = APIBlueprint("search", __name__, url_prefix="/api/v1", tag="Search")


@blueprint.get("/search")
@blueprint.input(Search, location="query")
@blueprint.output(Page[Hit])
def search(query_data: Search) -> Response:
    """Issues whose title holds `q`, best first; of very many hits the first 200 found are ranked."""
    with reading() as connection:
        found = search_issues(
            connection,
            caller().organization_id,
            query_data.q,
            query_data.project_id,
            query_data.limit,
            query_data.cursor,
        )
    words = re.compile(f"({re.escape(query_data.q)})", re.IGNORECASE)
    for row in found:
        row["highlight"] = highlighted(row["title"], words)
    return page(found, query_data.limit, lambda row: [row["rank"], row["id"]])


def highlighted(title: str, words: re.Pattern[str]) -> str:
    """The title as HTML with each occurrence of `words`, which has one group around all, in <mark>."""
    pieces = words.split(title)
    if escape(title) != title:
        pieces = [escape(piece) for piece in pieces]
    return "".join(f"<mark>{piece}</mark>" if place % 2 else piece for place, piece in enumerate(pieces))
