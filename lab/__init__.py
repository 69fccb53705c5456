"""The conductor: starts the parts, watches over them, plays experiments."""
