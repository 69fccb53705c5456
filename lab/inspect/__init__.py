"""The reference detector: reads the catalogue and the statistics of a database, and nothing of the roadmap.

It is scored like any other tool, so it must not know the answers: nothing here imports the roadmap or reads
the schema `lab`.
"""
