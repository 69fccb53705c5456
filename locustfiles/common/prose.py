"""What people write: titles, descriptions, comments and search words, as JSON already encoded.

Sentences are put together from a vocabulary of software work, so that a search for a word of a title finds
it again. Paragraphs are encoded once at import: encoding text for each request was a fifth of a persona's
CPU time.
"""

import random

import orjson

VERBS = ("Fix", "Add", "Remove", "Investigate", "Speed up", "Document", "Rework", "Test", "Upgrade", "Split")
SUBJECTS = (
    "login", "billing", "export", "search", "webhook", "dashboard", "invoice", "notification", "import",
    "calendar", "permission", "attachment", "session", "password reset", "audit log", "mobile", "onboarding",
    "payment", "report", "timeline", "integration", "database", "migration", "deployment", "cache", "sidebar",
)  # fmt: skip
PROBLEMS = (
    "timeout", "crash", "duplicate rows", "slow query", "memory leak", "broken layout", "missing index",
    "race condition", "wrong total", "stale data", "encoding error", "rate limit", "retry storm", "flicker",
    "deadlock", "empty state", "keyboard trap", "time zone mismatch", "flaky test", "rounding error",
)  # fmt: skip
PLACES = (
    "on Safari", "for large customers", "after the upgrade", "in the weekly summary", "under load",
    "when offline", "with two tabs open", "for guests", "at month end", "behind the proxy", "on first visit",
)  # fmt: skip
REMARKS = (
    "I can reproduce this with the {subject} of a large customer, and the {problem} comes back each time.",
    "The {subject} looks fine in staging; the {problem} shows {place} only.",
    "Let us ship the small mend for the {problem} first and rework the {subject} in the next cycle.",
    "Support has three tickets about the {subject}; all of them mention a {problem}.",
    "I have added logging around the {subject} so that we see how often the {problem} happens {place}.",
    "This blocks the {subject} work: the {problem} hides whatever else is wrong.",
    "Numbers from last week: the {subject} failed nine times with a {problem}, mostly {place}.",
    "The {problem} went away once the {subject} was restarted, which tells us little.",
)
SEARCH_WORDS = tuple(word for phrase in (*SUBJECTS, *PROBLEMS) for word in phrase.split() if len(word) > 3)
SENTENCES_PER_PARAGRAPH = 4
PARAGRAPHS = 512
COMMENT_PARAGRAPHS = (1, 7)
DESCRIPTION_PARAGRAPHS = (4, 12)


def _sentence(rng: random.Random) -> str:
    return rng.choice(REMARKS).format(
        subject=rng.choice(SUBJECTS), problem=rng.choice(PROBLEMS), place=rng.choice(PLACES)
    )


def _paragraph(rng: random.Random) -> bytes:
    text = " ".join(_sentence(rng) for _ in range(SENTENCES_PER_PARAGRAPH))
    return orjson.dumps(text)[1:-1]


_POOL = tuple(_paragraph(random.Random(number)) for number in range(PARAGRAPHS))


def title() -> bytes:
    """An issue's title as a JSON string."""
    return b'"%s %s: %s %s"' % tuple(
        random.choice(words).encode() for words in (VERBS, SUBJECTS, PROBLEMS, PLACES)
    )


def comment() -> bytes:
    """A comment's text as a JSON string: about 1.5 KB."""
    return _text(COMMENT_PARAGRAPHS)


def description() -> bytes:
    """An issue's description as a JSON string: about 3 KB."""
    return _text(DESCRIPTION_PARAGRAPHS)


def search_word() -> str:
    """A word that titles written here contain."""
    return random.choice(SEARCH_WORDS)


def _text(paragraphs: tuple[int, int]) -> bytes:
    return b'"' + b"\\n\\n".join(random.choices(_POOL, k=random.randint(*paragraphs))) + b'"'
