"""Two ways to ask a document, one with an index."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "json_extraction_past_gin_index"
REF = ObjectRef("statement", "documents.read", table="documents")
STATEMENT = Statement("select id from documents where data ->> 'key' = '77'")
BETTER = Statement("""select id from documents where data @> '{"key"\\: "77"}'""")
MORE = (
    "alter table documents add data jsonb",
    "update documents set data = jsonb_build_object('key', id::text)",
    "create index on documents using gin (data jsonb_path_ops) with (fastupdate = off)",
)


def test_extraction_is_found(filled: Run, find: Find) -> None:
    filled("documents", *MORE)
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert "->>" in outcome.figures["filter"]


def test_containment_is_not_found(filled: Run, find: Find) -> None:
    filled("documents", *MORE)
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
