"""Work done outside requests: one job a file, named like its function.

Every job can be found again from the database, so Redis may lose its queue without losing work.
"""
