"""English-looking text at memory speed: sentences made afresh for each chunk, texts made of sentences.

Words follow Zipf's law with exponent 1.1 (below it PostgreSQL's compression finds too little and keeps
nothing). Each chunk makes up to 8,192 sentences of its own, so that nothing longer than a sentence repeats,
and that only within one chunk.
"""

from copy import copy
from functools import lru_cache

import numpy as np

from seeding.binary import Objects, objects
from seeding.draws import Draws, Ints
from seeding.splits import starts
from seeding.vocabulary import words

POOLS = (512, 2048, 8192)
SHORTEST, LENGTHS = 7, 17
EXPONENT = 1.1
PARAGRAPH_EVERY = 6


@lru_cache(maxsize=1)
def _by_zipf() -> tuple[Objects, Objects]:
    """65,536 words with a space in front, as often as Zipf's law has them; the same capitalised."""
    prose = words()["prose"]
    weights = np.array([round(1e9 / rank**EXPONENT) for rank in range(1, len(prose) + 1)], np.int64)
    ends = np.cumsum(weights)
    middle = (2 * np.arange(1 << 16, dtype=np.int64) + 1) * int(ends[-1]) >> 17
    index = np.searchsorted(ends, middle, side="right")
    inside = objects(f" {word}".encode() for word in prose)
    first = objects(f" {word[0].upper()}{word[1:]}".encode() for word in prose)
    return inside[index], first[index]


class Prose:
    """The sentences of one chunk; `flat` keeps line breaks out, for texts inside JSON."""

    def __init__(self, draws: Draws, *, flat: bool = False, rows: int = POOLS[-1]) -> None:
        self._draws = draws
        sentences = next(n for n in POOLS if n >= min(4 * rows, POOLS[-1]))
        self._pool = _sentences(draws, flat, sentences)
        self._first = objects(sentence.lstrip() for sentence in self._pool)
        self._mask = np.uint16(sentences - 1)
        self.mean = sum(map(len, self._pool)) / sentences

    def drawing(self, draws: Draws) -> "Prose":
        """The same sentences, chosen by other draws."""
        other = copy(self)
        other._draws = draws
        return other

    def texts(self, counts: Ints) -> Objects:
        """Texts of so many sentences each."""
        picks = self._draws.halves(int(counts.sum())) & self._mask
        begins, ends = starts(counts), np.cumsum(counts)
        pieces = self._pool[picks]
        pieces[begins] = self._first[picks[begins]]
        listed = pieces.tolist()
        join = b"".join
        return objects([join(listed[b:e]) for b, e in zip(begins.tolist(), ends.tolist(), strict=True)])

    def counts(self, lengths: Ints) -> Ints:
        """How many sentences make texts of about these lengths in bytes."""
        return np.maximum(1, np.rint(lengths / self.mean)).astype(np.int64)


def _sentences(draws: Draws, flat: bool, n: int) -> Objects:
    inside, first = _by_zipf()
    lengths = SHORTEST + draws.below(LENGTHS, n)
    begins = starts(lengths)
    picks = draws.halves(int(lengths.sum()))
    pieces = inside[picks]
    pieces[begins] = first[picks[begins]]
    listed = pieces.tolist()
    join = b"".join
    made = [
        join(listed[begin:end]) + b"."
        for begin, end in zip(begins.tolist(), (begins + lengths).tolist(), strict=True)
    ]
    if not flat:
        made[::PARAGRAPH_EVERY] = [b"\n\n" + sentence[1:] for sentence in made[::PARAGRAPH_EVERY]]
    return objects(made)
