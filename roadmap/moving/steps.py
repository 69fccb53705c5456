"""The steps, as SQL that also runs offline. Both tables have a bigint identity key `id`."""

from pathlib import Path

from roadmap.operations import backfill, committed, run

FOLDER = Path(__file__).parent
SWAP_LOCK_TIMEOUT = "500ms"  # whoever waits behind the swap waits no longer; the runner tries again
COPY = """
    with alive as materialized (
        select id from issues
         where id in (select issue_id from {source} where id >= :low and id < :high) for key share
    )
    insert into {target} select s.* from {source} s
     where s.id >= :low and s.id < :high and (s.issue_id is null or s.issue_id in (select id from alive))
    on conflict do nothing
"""


def make_twin(source: str, target: str, suffix: str, key: str, partition_key: str | None = None) -> None:
    """An empty table with the source's columns, indexes and privileges; indexes are called so plus `suffix`.

    `key` are the columns of its primary key. A plain twin of a partitioned table gets its partitions'
    storage parameters.
    """
    shape = f"partition by range ({partition_key})" if partition_key else ""
    run(_sql("twin", source=source, target=target, suffix=suffix, key=key, shape=shape))


def add_foreign_keys(source: str, target: str) -> None:
    """Give the twin the source's foreign keys, each in a transaction of its own: each locks two tables."""
    with committed():
        run(_sql("keys", source=source, target=target))


def move_rows(source: str, target: str) -> None:
    """Write new rows into both tables from now on, and copy the others; may be begun again."""
    with committed():
        run(_sql("mirror", source=source, target=target))
    backfill(source, COPY.format(source=source, target=target))
    with committed():
        run(f"vacuum (analyze) {target}")


def swap(source: str, target: str, becomes: str, suffix: str, suffix_gone: str) -> None:
    """Give the twin the table's name and indexes' names, under a lock of milliseconds.

    The table is called `becomes` afterwards and its indexes get `suffix`; those of the twin lose
    `suffix_gone`. The identity goes on where it was.
    """
    names = {"becomes": becomes, "suffix": suffix, "gone": suffix_gone, "timeout": SWAP_LOCK_TIMEOUT}
    run(_sql("swap", source=source, target=target, **names))


def stop_mirroring(source: str) -> None:
    """Remove what an interrupted move has left on the source."""
    run(_sql("unmirror", source=source))


def copy_under_lock(source: str, target: str) -> None:
    """Copy everything while nobody may touch the table."""
    run(f"lock table {source} in access exclusive mode")
    run(f"insert into {target} select * from {source}")  # noqa: S608 - names come from change files


def _sql(name: str, **names: str) -> str:
    sql = (FOLDER / f"{name}.sql").read_text()
    for key, value in names.items():
        sql = sql.replace(f"<{key}>", value)
    return sql
