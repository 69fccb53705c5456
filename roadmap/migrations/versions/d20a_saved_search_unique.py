"""Build the unique index of saved searches' names again, for good.

The first attempt failed on names that were there twice and left an index that nobody may rely on. Twins get
a number first.
"""

from sqlalchemy.exc import IntegrityError

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import committed, create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import where_flawed

revision = "d20a_saved_search_unique"
down_revision = "d19b_exact_minutes"

NAME = "uq_saved_searches_user_id_name"
NUMBER_TWINS = """
    update saved_searches s set name = s.name || ' #' || s.id
     where exists (select from saved_searches first
                    where first.user_id = s.user_id and first.name = s.name and first.id < s.id)
"""
UNNUMBER_TWINS = """
    update saved_searches set name = left(name, -length(' #' || id)) where name like '% #' || id
"""

change = Change(day=20, engineer=ALEX, kind=Kind.GOOD)


def build() -> None:
    with committed():
        run(NUMBER_TWINS)
    create_index_concurrently(NAME, "saved_searches", ["user_id", "name"], unique=True)


def as_it_was() -> None:
    drop_index_concurrently(NAME)
    with committed():
        run(UNNUMBER_TWINS)
        try:
            run(f"create unique index concurrently {NAME} on saved_searches (user_id, name)")
        except IntegrityError:
            return


upgrade = where_flawed("d15a_saved_search_names", build)
downgrade = where_flawed("d15a_saved_search_names", as_it_was)
