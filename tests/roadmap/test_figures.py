"""Each transaction's record counts its own rows, also right after another one."""

from sqlalchemy import Engine, text

from roadmap.figures import transactions_of


def test_rows_of_an_earlier_transaction_are_not_counted_again(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("create table counted as select i from generate_series(1, 30) i"))
    with database.connect() as connection, transactions_of(connection) as watched:
        for first in (1, 11, 21):
            connection.execute(text(f"update counted set i = 0 where i between {first} and {first + 9}"))
            connection.commit()
    assert [record["rows_written"] for record in watched.records] == [{"public.counted": 10}] * 3
