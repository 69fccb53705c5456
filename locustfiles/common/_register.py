"""Attaches what is in this package to Locust, once.

The underscore keeps Locust's walk through a folder (`-f locustfiles`) from loading this file a second time
under another name, which would attach everything twice.
"""

from locust import events

from locustfiles.common.activity import expect_activity
from locustfiles.common.ending import end_softly
from locustfiles.common.latency import keep_persona_stats
from locustfiles.common.options import add_options
from locustfiles.common.steering import steer
from locustfiles.common.upkeep import keep_memory_flat
from locustfiles.common.verdict import judge_at_the_end

add_options(events)
keep_persona_stats(events)
expect_activity(events)
steer(events)
end_softly(events)
judge_at_the_end(events)
keep_memory_flat(events)
