"""One file per check; its name is its key, and a query of the same name stands beside it."""
