"""Moves a table in use into a successor of another shape: partitioned or not, with all that belongs to it.

What belongs to it is read from the catalogue when the step runs. A twin is made beside the table; a trigger
writes what comes from then on into both; the rest is copied in batches; a short transaction changes the
names.
"""
