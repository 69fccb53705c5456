"""The lab's console: one page at /lab/ that shows what database, load and roadmap do, and acts on them.

What it shows of PostgreSQL it reads from the samples that the lab takes anyway, so that watching costs the
database nothing; what it does it does by the commands that a person would type.
"""
