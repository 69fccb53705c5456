"""Floors under a score: what a CI job demands of a tool."""

from lab.score.tally import Tally


def broken_floors(total: Tally, recall: float | None, precision: float | None) -> list[str]:
    """One sentence for each floor that does not hold.

    Recall without anything to find holds. Precision without any assertion holds if nothing was there to be
    found, and not if something was missed in silence.
    """
    broken = []
    if recall is not None and total.recall is not None and total.recall < recall:
        broken.append(f"recall {total.recall:.3f} is under the floor of {recall}")
    if precision is not None:
        if total.precision is not None and total.precision < precision:
            broken.append(f"precision {total.precision:.3f} is under the floor of {precision}")
        if total.precision is None and total.missed:
            broken.append(f"precision is undefined: the tool asserted nothing and missed {total.missed}")
    return broken
