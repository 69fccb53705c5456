"""A file of SQL taken apart."""

import pytest

from lab.trial.statements import BrokenSql, statements


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", []),
        ("  -- nothing\n/* at all */ ;;", []),
        ("select 1", ["select 1"]),
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select ';'; select \"a;b\"", ["select ';'", 'select "a;b"']),
        ("select 'it''s;' ; select 2", ["select 'it''s;'", "select 2"]),
        (r"select E'a\';b'; select 2", [r"select E'a\';b'", "select 2"]),
        ("do $$ begin perform 1; end $$; select 2", ["do $$ begin perform 1; end $$", "select 2"]),
        ("do $a$ x; $$ y; $a$; select $1", ["do $a$ x; $$ y; $a$", "select $1"]),
        ("select 1 -- a; b\n; select 2", ["select 1 -- a; b", "select 2"]),
        ("select /* a; /* b; */ c; */ 1; select 2", ["select /* a; /* b; */ c; */ 1", "select 2"]),
        (
            "create function f() returns int language sql begin atomic select 1; select 2; end; select 3",
            ["create function f() returns int language sql begin atomic select 1; select 2; end", "select 3"],
        ),
    ],
)
def test_statements_end_where_postgresql_ends_them(words: str, found: list[str]) -> None:
    assert list(statements(words)) == found


@pytest.mark.parametrize(
    "words", ["do $$ begin", "select 1 /* and", "\\copy issues to x", "select 1;\n\\! rm -rf /"]
)
def test_what_is_no_sql_is_refused(words: str) -> None:
    with pytest.raises(BrokenSql):
        list(statements(words))
