"""The web server: gunicorn with a worker of our own, and the one place of its configuration."""
