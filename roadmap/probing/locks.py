"""What a change's own measurements prove about the locks that it took.

The figures come from the runner (see `Measured`): which locks each transaction held when it committed and
how many rows it read and wrote meanwhile. That is decidable on an idle database too; how long others waited
is only added where somebody was working.
"""

from roadmap.mistake import Evidence, Figure, Measured, Needs, ObjectRef, Outcome, Target, Unknown


def relation_of(ref: ObjectRef) -> str:
    """The relation's name as `Measured` writes it."""
    return f"{ref.schema}.{ref.table or ref.name}"


def figures_of(measured: Measured, relation: str) -> dict[str, Figure]:
    """The figures of one transaction that concern a relation."""
    figures: dict[str, Figure] = {
        "locks": sorted(measured.held.get(relation, ())),
        "duration_ms": round(measured.duration_ms, 1),
        "rows_read": measured.rows_read.get(relation, 0),
        "rows_written": measured.rows_written.get(relation, 0),
    }
    if measured.under_load:
        figures["sessions_blocked"] = measured.sessions_blocked
        figures["longest_wait_ms"] = round(measured.longest_wait_ms, 1)
    return figures


def scanned_under(target: Target, mode: str, min_rows: int = 1) -> Outcome:
    """Evidence where a transaction held `mode` on the table and read at least `min_rows` of its rows."""
    relation = relation_of(target.object)
    for measured in target.measured:
        if mode in measured.held.get(relation, ()) and measured.rows_read.get(relation, 0) >= min_rows:
            return Evidence(target.object, figures_of(measured, relation))
    return None if target.measured else not_measured()


def rewritten(target: Target) -> Outcome:
    """Evidence where a transaction gave the table new files."""
    relation = relation_of(target.object)
    for measured in target.measured:
        if relation in measured.rewritten:
            return Evidence(target.object, figures_of(measured, relation))
    return None if target.measured else not_measured()


def not_measured() -> Unknown:
    """The change has not run under the runner."""
    return Unknown(Needs.NOTHING, "nothing was measured: the change did not run here")
