"""Passwords: argon2id hashes, checked in the same time whether the user exists or not."""

import hashlib
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MARK_DIGITS = 16

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """An argon2id hash with a salt of its own."""
    return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the stored hash's; as slow for no hash as for a wrong password."""
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def mark_of(stored: str | None) -> str:
    """A few digits that are others once the password is another: a hash of the hash; '' for no password."""
    return hashlib.sha256(stored.encode()).hexdigest()[:MARK_DIGITS] if stored else ""


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
