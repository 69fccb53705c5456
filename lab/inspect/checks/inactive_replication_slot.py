"""A replication slot that nobody reads, and that keeps WAL (and perhaps the horizon) for its reader."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Not active, and 64 MiB of WAL or more behind, or lost.",
    remedy="drop the slot, or bring its reader back; set max_slot_wal_keep_size.",
)
find = sql_beside(__file__)
