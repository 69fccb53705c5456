"""Six Grafana dashboards, written in Python (`boards/`, one file each) and committed as JSON (`json/`)."""
