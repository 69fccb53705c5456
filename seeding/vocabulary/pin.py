"""Writes words.json, the words that seeded text is made of, from Faker's word lists.

Pinned because Faker's lists change between versions and the same seed must give the same bytes.
Run it with `python -m seeding.vocabulary.pin` to take the installed Faker's words; every checksum changes.
"""

import json
import re
from collections.abc import Iterable

from faker import VERSION
from faker.providers.company.en_US import Provider as Company
from faker.providers.job.en_US import Provider as Job
from faker.providers.lorem.en_US import Provider as Lorem
from faker.providers.person.en_US import Provider as Person

from seeding.vocabulary import FILE

SAFE = re.compile(r"[A-Za-z][A-Za-z -]*")
COMMON = """
    the of and to a in that for it on with as be this have from by at or not but what all when we there
    can your which their said if do will each about how up out then she many some so these would other
    into has more her two like him see time could no make than first been its who now my made over did
"""


def vocabulary() -> dict[str, list[str]]:
    """Faker's words, only those that need no escaping in JSON, in an order of our own."""
    verbs, adjectives, nouns = Company.bsWords
    products = Company.catch_phrase_words
    prose = plain(Lorem.word_list) + plain(word.lower() for word in (*adjectives, *nouns, *products[2]))
    return {
        "faker": [VERSION],
        "prose": by_frequency(prose),
        "verbs": sorted({word.capitalize() for word in plain(verbs)}),
        "adjectives": sorted(set(plain(adjectives)) | {word.lower() for word in plain(products[1])}),
        "nouns": sorted(set(plain(nouns)) | {word.lower() for word in plain(products[2])}),
        "first_names": sorted(set(plain(Person.first_names))),
        "last_names": sorted(set(plain(Person.last_names))),
        "jobs": sorted(set(plain(Job.jobs))),
        "company_suffixes": sorted(set(plain(Company.company_suffixes))),
    }


def plain(words: Iterable[str]) -> list[str]:
    """The words of letters, spaces and hyphens only."""
    return [word for word in words if SAFE.fullmatch(word)]


def by_frequency(words: Iterable[str]) -> list[str]:
    """The commonest words of English first, the rest by length: the order that Zipf's law needs."""
    known = dict.fromkeys(words)
    common = [word for word in COMMON.split() if word in known]
    rest = sorted(set(known) - set(common), key=lambda word: (len(word), word))
    return common + rest


if __name__ == "__main__":
    FILE.write_text(json.dumps(vocabulary(), indent=0) + "\n")
