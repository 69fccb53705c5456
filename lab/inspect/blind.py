"""The answer of a check that could not look."""


class Blind(Exception):
    """The check cannot see what it needs; the message says what is missing. It is no evidence of health."""
