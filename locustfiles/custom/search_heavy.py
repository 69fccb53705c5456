"""Search-heavy user: ten different searches, second pages, and filters.

The load guide's scenario for trigram search and for lists in every order.
"""

import random

from locust import task

from locustfiles.common import prose
from locustfiles.common.checks import a_list
from locustfiles.common.gates import SEARCH
from locustfiles.common.member import API, PRIORITIES, Member
from locustfiles.common.named import is_named

SEARCHES = 10
SORTS = ("-created", "created", "-updated", "-priority", "due")


class SearchHeavy(Member):
    """Ten searches, some of them to the second page, then three filtered lists."""

    abstract = not is_named(__file__)
    rest_s = (2.0, 5.0)
    round_requests = 15.0
    round_think_s = 13.5
    reaches = (SEARCH,)

    @task
    def search_and_filter(self) -> None:
        project = self.project()["id"]
        for number in range(SEARCHES):
            words = prose.search_word() if number % 2 else f"{prose.search_word()} {prose.search_word()}"
            self.search_pages(words, 2 if number % 5 == 0 else 1)
            self.pause(0.5, 1.0)
        self.open_board(project, f"?priority={random.choice(PRIORITIES)}&sort={random.choice(SORTS)}")
        self.pause(0.5, 1.0)
        self.open_board(project, f"?status=todo,in_progress&sort={random.choice(SORTS)}")
        self.pause(0.5, 1.0)
        self.open_board(project, f"?sort={random.choice(SORTS)}&limit=100")

    def search_pages(self, words: str, pages: int) -> None:
        """A search, followed for some pages."""
        path: str | None = f"{API}/search?q={words.replace(' ', '+')}&limit=20"
        for _ in range(pages):
            if path is None:
                return
            cursor = self.get(path, f"{API}/search", a_list).get("next_cursor")
            path = f"{API}/search?q={words.replace(' ', '+')}&limit=20&cursor={cursor}" if cursor else None
