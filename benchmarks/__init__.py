"""Performance goals, as figures: `make bench`. Nothing here fails a test."""
