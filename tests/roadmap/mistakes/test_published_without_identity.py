"""Published updates need a name for the row."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "published_without_identity"
RESET = "drop publication if exists changes; drop table if exists published"
REF = ObjectRef("table", "published")


def test_published_table_without_key_is_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table published (a int)")
    execute("create publication changes for table published")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["publications"] == ["changes"]


def test_published_table_with_key_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table published (a int primary key)")
    execute("create publication changes for table published")
    assert find(SLUG, REF) is None


def test_published_inserts_only_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table published (a int)")
    execute("create publication changes for table published with (publish = 'insert')")
    assert find(SLUG, REF) is None
