"""The column's type ends a sequence, whatever the sequence's own type."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "integer_key_near_its_end"


def sequence(name: str) -> ObjectRef:
    return ObjectRef("sequence", name)


def test_serial_near_its_end_is_found(execute: Run, find: Find) -> None:
    execute("create table ending (id serial primary key)", "select setval('ending_id_seq', 2000000000)")
    outcome = find(SLUG, sequence("ending_id_seq"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["last_possible"] == 2_147_483_647
    assert isinstance(find(SLUG, ObjectRef("table", "ending", columns=("id",))), Evidence)


def test_free_bigint_sequence_into_an_integer_is_found(execute: Run, find: Find) -> None:
    execute("create sequence free_seq", "create table fed (id int default nextval('free_seq'))")
    execute("select setval('free_seq', 2000000000)")
    assert isinstance(find(SLUG, sequence("free_seq")), Evidence)


def test_young_serial_is_unknown(execute: Run, find: Find) -> None:
    execute("create table young (id serial primary key)", "select setval('young_id_seq', 1000)")
    assert isinstance(find(SLUG, sequence("young_id_seq")), Unknown)


def test_bigint_is_not_found(execute: Run, find: Find) -> None:
    execute("create table roomy (id bigserial primary key)", "select setval('roomy_id_seq', 2000000000)")
    assert find(SLUG, sequence("roomy_id_seq")) is None
