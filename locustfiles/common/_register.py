"""Attaches what is in this package to Locust, once.

The underscore keeps Locust's walk through a folder (`-f locustfiles`) from loading this file a second time
under another name, which would attach everything twice.
"""

from locust import events

from locustfiles.common.latency import keep_persona_stats
from locustfiles.common.options import add_options

add_options(events)
keep_persona_stats(events)
