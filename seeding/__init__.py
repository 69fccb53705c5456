"""Fills the database: a vocabulary, row streams, COPY and growth."""
