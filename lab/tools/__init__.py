"""Adapters: one file per monitoring tool, named as `--tool` names it.

Each has `read(path)`, which turns the tool's output into a `Report`. The files are somebody else's: they may
be broken, huge or hostile, so all of them are read through `lab.tools.files`.
"""
