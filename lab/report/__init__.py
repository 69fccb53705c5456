"""A run's report: one HTML file that opens offline, and the figures' data beside it."""
