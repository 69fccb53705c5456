"""A name may be used once per person for saved searches.

People with ten searches called "mine" asked for it.
"""

from sqlalchemy.exc import IntegrityError

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.operations import committed, create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import variants

revision = "d15a_saved_search_names"
down_revision = "d14b_activity_of_a_person"

NAME = "uq_saved_searches_user_id_name"
NUMBER_TWINS = """
    update saved_searches s set name = s.name || ' #' || s.id
     where exists (select from saved_searches first
                    where first.user_id = s.user_id and first.name = s.name and first.id < s.id)
"""
UNNUMBER_TWINS = """
    update saved_searches set name = left(name, -length(' #' || id)) where name like '% #' || id
"""

change = Change(
    day=15,
    engineer=JORDAN,
    kind=Kind.REDUNDANT_INDEX,
    mistake="invalid_index",
    expects=(Expect("H001", index=NAME, table="saved_searches", until="d20a"),),
)


def clean() -> None:
    with committed():
        run(NUMBER_TWINS)
    create_index_concurrently(NAME, "saved_searches", ["user_id", "name"], unique=True)


def flawed() -> None:
    build = f"create unique index concurrently if not exists {NAME} on saved_searches (user_id, name)"
    with committed():
        try:
            run(build)
        except IntegrityError:
            run(build)


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    drop_index_concurrently(NAME)
    run(UNNUMBER_TWINS)


def undo_flawed() -> None:
    drop_index_concurrently(NAME)


downgrade = variants(undo_clean, undo_flawed)
