"""No structural mistake is on the baseline, whatever object the probes are pointed at."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from roadmap.mistake import Evidence, ObjectRef, Target, mistakes
from roadmap.prove import prove

AUTHORS = {  # people are deactivated, never deleted
    "issues_reporter_id_fkey",
    "comments_user_id_fkey",
    "attachments_user_id_fkey",
    "activity_log_user_id_fkey",
}
ON_INDEXES = ("redundant_index", "duplicate_index", "index_beside_unique", "invalid_index")
ON_TABLES = (
    "no_primary_key",
    "autovacuum_off",
    "vacuum_out_of_reach",
    "vacuum_without_cost_delay",
    "fillfactor_too_low",
    "unlogged_table",
    "query_in_row_trigger",
    "over_indexed_table",
    "published_without_identity",
)
ON_KEYS = ("foreign_key_without_index", "foreign_key_type_mismatch", "constraint_never_validated")
ON_COLUMNS = (
    "text_for_timestamp",
    "uuid_as_text",
    "json_instead_of_jsonb",
    "varchar_too_tight",
    "timestamp_without_time_zone",
    "padded_char_column",
    "integer_key_near_its_end",
)
OBJECTS = {
    ON_INDEXES: "select i.relname, t.relname, null from pg_index x join pg_class i on i.oid = x.indexrelid"
    " join pg_class t on t.oid = x.indrelid where t.relnamespace = 'public'::regnamespace",
    ON_TABLES: "select relname, null, null from pg_class"
    " where relkind = 'r' and relnamespace = 'public'::regnamespace",
    ON_KEYS: "select conname, conrelid::regclass::text, null from pg_constraint"
    " where contype = 'f' and connamespace = 'public'::regnamespace",
    ON_COLUMNS: "select c.relname, null, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
    " where c.relkind = 'r' and a.attnum > 0 and c.relnamespace = 'public'::regnamespace",
}
KINDS = {ON_INDEXES: "index", ON_TABLES: "table", ON_KEYS: "constraint", ON_COLUMNS: "table"}


@pytest.fixture(scope="session")
def baseline(template: str, copy_database: Callable[[str], str]) -> Iterator[Engine]:
    engine = create_engine(copy_database(template))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("slugs", OBJECTS, ids=("indexes", "tables", "keys", "columns"))
def test_baseline_has_no_structural_mistake(baseline: Engine, slugs: tuple[str, ...]) -> None:
    with baseline.connect() as connection:
        rows = connection.execute(text(OBJECTS[slugs])).all()
    kind = KINDS[slugs]
    refs = [ObjectRef(kind, name, table=table, columns=(col,) if col else ()) for name, table, col in rows]
    found = {
        (slug, ref.name, ref.columns)
        for ref in refs
        for slug in slugs
        if ref.name not in AUTHORS and isinstance(prove(baseline, mistakes()[slug], Target(ref)), Evidence)
    }
    assert found == set()
