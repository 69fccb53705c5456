"""Issue titles that search can find: a verb, an adjective, a noun, and often more."""

from seeding.draws import Draws
from seeding.vocabulary import words

KINDS = ("verbs", "adjectives", "nouns", "adjectives", "nouns")
ENDINGS = 3


def titles(draws: Draws, n: int) -> list[str]:
    """n titles, like "Integrate scalable portals for open-source networks"."""
    lists = [words()[kind] for kind in KINDS]
    picks = [draws.below(len(each), n).tolist() for each in lists]
    ending = draws.below(ENDINGS, n).tolist()
    made = []
    for verb, adjective, noun, other, last, form in zip(*picks, ending, strict=True):
        core = f"{lists[0][verb]} {lists[1][adjective]} {lists[2][noun]}"
        end = ("", f" for {lists[4][last]}", f" in {lists[3][other]} {lists[4][last]}")[form]
        made.append(core + end)
    return made
