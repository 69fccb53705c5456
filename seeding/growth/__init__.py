"""Growth: simulated days of new rows and of changes to old ones, on top of a seed."""
