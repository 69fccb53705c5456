"""The words that seeded text is made of: Faker's, pinned in words.json by pin.py."""

import json
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("words.json")


@lru_cache(maxsize=1)
def words() -> dict[str, list[str]]:
    """Lists of words by kind: prose (commonest first), verbs, adjectives, nouns, first_names, …"""
    pinned: dict[str, list[str]] = json.loads(FILE.read_text())
    return pinned
