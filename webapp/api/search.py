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
    """Issues whose title holds `q`, best first; of very many hits the first 1000 found are ranked."""
    with reading() as connection:
        found = search_issues(
            connection,
            caller().organization_id,
            query_data.q,
            query_data.project_id,
            query_data.limit,
            query_data.cursor,
        )
    for row in found:
        row["highlight"] = highlighted(row["title"], query_data.q)
    return page(found, query_data.limit, lambda row: [row["rank"], row["id"]])


def highlighted(title: str, q: str) -> str:
    """The title as HTML with each occurrence of `q` in <mark>."""
    pieces = re.split(f"({re.escape(q)})", title, flags=re.IGNORECASE)
    return "".join(
        f"<mark>{escape(piece)}</mark>" if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )
