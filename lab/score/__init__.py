"""The scoreboard: a tool's report against the ground truth."""
