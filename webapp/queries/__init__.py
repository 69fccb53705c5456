"""The app's SQL: a file a noun, functions that take a connection and plain values and return plain rows."""
