"""Set how often vacuum comes to the request counters.

It is at work on them all day, and the counters are slow meanwhile.
"""

from roadmap.change import CLEAN, Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Also, Expect
from roadmap.operations import run
from roadmap.variants import variants, way_of

revision = "d38b_rate_limit_vacuum"
down_revision = "d38a_sync_sweeps"

change = Change(
    day=38,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="vacuum_out_of_reach",
    expects=(
        Expect(
            "F003",
            table="rate_limit_windows",
            visible_after=2,
            also=(Also("F001", table="rate_limit_windows"), Also("F004", table="rate_limit_windows")),
        ),
    ),
)


def clean() -> None:
    run("alter table rate_limit_windows set (autovacuum_vacuum_scale_factor = 0.02)")


def flawed() -> None:
    run("alter table rate_limit_windows set (autovacuum_vacuum_scale_factor = 0.6)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    if way_of("d36b_rate_limit_windows") == CLEAN:
        run(
            "alter table rate_limit_windows set (autovacuum_vacuum_scale_factor = 0.02,"
            " autovacuum_vacuum_insert_scale_factor = 0.05)"
        )
    else:
        run("alter table rate_limit_windows reset (autovacuum_vacuum_scale_factor)")
