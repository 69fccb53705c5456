"""What people watch: the console at /lab/, and the files for Prometheus and Grafana."""
