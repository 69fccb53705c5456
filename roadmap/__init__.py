"""The twelve weeks of schema changes: Alembic revisions that carry their own labels."""
