"""The sampler: what PostgreSQL says of itself every few seconds, in one SQLite file."""
