"""Tries advice on a copy of the database under the load that the original gets, beside a copy without it."""
