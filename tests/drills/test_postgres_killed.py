"""PostgreSQL is killed, again and again, under 50 users: nothing that was answered is lost or doubled."""

import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.drills.compare import compare
from tests.drills.conftest import Figure
from tests.drills.labs import asked, states, takes_connections, until
from tests.drills.ledger import Ledger, writing
from tests.lab.labs import Lab, a_lab

pytestmark = pytest.mark.promise(1)

USERS = 50
SUCCESSES_BETWEEN = 300
BACK_WITHIN_S = 5.0
LONGEST_ANSWER_S = 15.0
RESTART_S = 60.0
OUTBOX_S = 90.0
BUSY_BACKENDS = "select pid from pg_stat_activity where application_name = 'taskpilot-web'"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab."""
    with a_lab(tmp_path_factory.mktemp("postgres-killed"), WEB_CONCURRENCY="2") as made:
        yield made


def kill_the_postmaster(lab: Lab, _url: str) -> None:
    """As the OOM killer would, at worst; the supervisor has to start it again."""
    psutil.Process(lab.services["postgres"]["pid"]).kill()


def kill_a_backend(_lab: Lab, url: str) -> None:
    """As the OOM killer most often does: PostgreSQL ends all sessions and recovers by itself."""
    psutil.Process(asked(url, BUSY_BACKENDS)[0][0]).kill()


KILLS: list[Callable[[Lab, str], None]] = [kill_the_postmaster, kill_a_backend, kill_the_postmaster]


def outage(lab: Lab, url: str, kill: Callable[[Lab, str], None]) -> float:
    """Kill; when (monotonic) the database took connections again."""
    kill(lab, url)
    until(lambda: not takes_connections(url), RESTART_S, "going down")
    until(lambda: takes_connections(url), RESTART_S, "the supervised restart")
    return time.monotonic()


def last_refusal(ledger: Ledger, since: float) -> float:
    """Seconds from a moment to the last answer since that was no success."""
    return max([0.0, *(at - since for at, status in ledger.moments if at > since and status >= 400)])


def first_success(ledger: Ledger, since: float) -> float:
    """Seconds from a moment to the first success since."""
    return min(at - since for at, status in ledger.moments if at > since and status < 300)


def test_every_answered_write_survives(lab: Lab, figure: Figure) -> None:
    services = lab.services
    database = services["postgres"]["admin_url"]
    first, last = [], []
    with writing(services["web"]["url"], USERS) as ledger:
        for kill in KILLS:
            ledger.wait_for_successes(SUCCESSES_BETWEEN)
            before = ledger.statuses[503]
            back = outage(lab, database, kill)
            ledger.wait_for_successes(SUCCESSES_BETWEEN)
            first.append(first_success(ledger, back))
            last.append(last_refusal(ledger, back))
            assert ledger.statuses[503] > before, f"nobody noticed: {kill.__name__}"
    found = compare(ledger, database)
    figure("users", USERS)
    figure("kills", f"{len(KILLS)}: the postmaster twice, a backend once")
    figure("writes answered", f"{len(ledger.answered)}, {ledger.retried} of them at a later try")
    figure("answers of 503 meanwhile", f"{ledger.statuses[503]}, slowest answer {ledger.slowest_s:.1f} s")
    figure("lost, doubled", f"{len(found.lost)}, {len(found.doubled)}")
    figure("back after", f"{max(first):.1f} s; nobody refused after {max(last):.1f} s")
    found.assert_whole()
    assert max(*first, *last) < BACK_WITHIN_S
    assert not ledger.server_errors, ledger
    assert not ledger.broken, ledger
    assert not ledger.unadvised, ledger
    assert ledger.slowest_s < LONGEST_ANSWER_S
    assert set(ledger.answered) == set(ledger.attempted), ledger


def test_all_else_goes_on_by_itself(lab: Lab) -> None:
    """After the kills every service runs, and what waited in the outbox was sent."""
    database = lab.services["postgres"]["admin_url"]
    until(lambda: states(lab) == {"running"}, RESTART_S, "the services' return")
    untried = "select count(*) from webhook_deliveries where attempts = 0"
    until(lambda: asked(database, untried) == [(0,)], OUTBOX_S, "sending what waited")
