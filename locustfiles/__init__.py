"""The load: personas for Locust, which talk HTTP only."""
