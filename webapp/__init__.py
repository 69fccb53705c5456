"""The issue tracker that the lab loads: a thin synchronous Flask app over good SQL."""
