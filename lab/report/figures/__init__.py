"""The figures of a report: one file each, with an `ORDER` and a `figure(run)`."""
