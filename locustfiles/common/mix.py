"""Keeps a persona's reads and writes in proportion."""

READS = ("GET", "HEAD")


class Mix:
    """What the users of one class have done in this process, and whether a read is owed.

    Rounds that are under way when a run ends have read and not yet written, and shipped features come and go;
    what a round reads beyond its fixed steps therefore follows the count, not a chance of its own.
    """

    def __init__(self, reads_per_write: float) -> None:
        self.reads_per_write = reads_per_write
        self.reads = 0
        self.writes = 0

    def count(self, method: str) -> None:
        """One request."""
        if method in READS:
            self.reads += 1
        else:
            self.writes += 1

    def owes_a_read(self) -> bool:
        """Whether there were fewer reads than the writes call for."""
        return self.reads < self.reads_per_write * self.writes
