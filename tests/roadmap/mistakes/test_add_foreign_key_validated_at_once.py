"""NOT VALID first, then VALIDATE, lets writers through."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "add_foreign_key_validated_at_once"
ADD = "alter table fk_now add constraint fk_now_fk foreign key (user_id) references users_of_fk_now"
REF = ObjectRef("table", "fk_now")


def test_key_validated_under_its_lock_is_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    execute("drop table if exists fk_now, users_of_fk_now")
    filled("fk_now")
    execute("create table users_of_fk_now as select i as id from generate_series(0, 96) i")
    execute("alter table users_of_fk_now add primary key (id)")
    outcome = find(SLUG, REF, measured=change(ADD))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_read"] == 20_000


def test_key_validated_later_is_not_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    execute("drop table if exists fk_now, users_of_fk_now")
    filled("fk_now")
    execute("create table users_of_fk_now as select i as id from generate_series(0, 96) i")
    execute("alter table users_of_fk_now add primary key (id)")
    assert (
        find(
            SLUG, REF, measured=change(ADD + " not valid", "alter table fk_now validate constraint fk_now_fk")
        )
        is None
    )
