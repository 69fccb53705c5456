"""Let the ids of the search log go on from the negative half.

They are integers and would have ended within months. The negative numbers are as many again, nobody sees
these ids, and no row has to be rewritten; the bigint key can wait for a quiet day.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import run
from roadmap.variants import where_flawed

revision = "d19a_search_log_key"
down_revision = "d18b_activity_range"

change = Change(day=19, engineer=ALEX, kind=Kind.GOOD)


def from_the_negative_half() -> None:
    run(
        "alter sequence search_log_id_seq minvalue -2147483648 start with -2147483648 restart;"
        " select nextval('search_log_id_seq')"
    )


def from_the_old_service() -> None:
    run(
        "select setval('search_log_id_seq', greatest(2140000000,"
        " (select max(id) from search_log where id > 0)));"
        " alter sequence search_log_id_seq minvalue 1 start with 2140000000"
    )


upgrade = where_flawed("d11b_search_log", from_the_negative_half)
downgrade = where_flawed("d11b_search_log", from_the_old_service)
