"""What Prometheus may ask of the app, at /metrics: requests, the pool, the jobs.

Several web processes count into files of one folder (PROMETHEUS_MULTIPROC_DIR), and whichever of them is
asked adds up. Without that folder a process speaks for itself.
"""
