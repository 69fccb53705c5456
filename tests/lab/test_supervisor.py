"""The supervisor, over tiny real commands."""

import os
import re
import signal
import socket
import time
from collections.abc import Callable

from tests.conftest import free_port

from .conftest import Supervised, is_gone, wait_for

Supervise = Callable[..., Supervised]
LONGEST = 200_000
UNTIL_TOLD = "while ! [ -e $FOLDER/die ]; do sleep 0.02; done"


def test_a_child_that_dies_is_started_again_with_a_note(supervise: Supervise) -> None:
    lab = supervise("sleeper=exec sleep 60", ready=("sleeper",))
    lab.wait_until_said("all ready")
    first = lab.pid_of("sleeper")
    os.kill(first, signal.SIGKILL)
    lab.wait_until_said("sleeper was killed by SIGKILL; it starts again")
    lab.wait_until_said("sleeper is back")
    assert lab.pid_of("sleeper") != first


def test_a_child_that_is_held_down_starts_again_when_it_is_let_go(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", ready=("one",))
    lab.wait_until_said("all ready")
    (lab.folder / "one.held").touch()
    os.kill(lab.pid_of("one"), signal.SIGINT)
    lab.wait_until_said("it starts again when the command that holds it is done")
    time.sleep(0.6)  # longer than the pause before a restart
    assert "one is back" not in lab.said
    (lab.folder / "one.held").unlink()
    lab.wait_until_said("one is back")


def test_a_child_that_lives_is_left_alone(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", "two=exec sleep 60", ready=("one", "two"))
    lab.wait_until_said("all ready")
    first = lab.pid_of("one")
    os.kill(lab.pid_of("two"), signal.SIGKILL)
    lab.wait_until_said("two is back")
    assert lab.pid_of("one") == first


def test_a_child_that_cannot_start_ends_the_start_with_its_log(supervise: Supervise) -> None:
    lab = supervise("fine=exec sleep 60", "broken=echo no such table; exit 3", ready=("fine",))
    assert lab.wait() == 2
    assert "broken ended with code 3:\nno such table" in lab.said
    assert is_gone(lab.pid_of("fine"))


def test_a_child_that_never_gets_ready_ends_the_start(supervise: Supervise) -> None:
    lab = supervise("slow=echo still thinking; exec sleep 60")
    assert lab.wait() == 2
    assert "slow was not ready in 2 s:\nstill thinking" in lab.said


def test_an_earlier_runs_log_is_not_repeated(supervise: Supervise) -> None:
    first = supervise("broken=echo old words; exit 1")
    first.wait()
    second = supervise("broken=echo new words; exit 1")
    second.wait()
    assert "new words" in second.said
    assert "old words" not in second.said


def test_a_service_waits_for_what_it_needs(supervise: Supervise) -> None:
    lab = supervise("web<db=exec sleep 60", "db=exec sleep 60", ready=("web",))
    lab.wait_until_said("db:starting")
    assert "web:starting" not in lab.said
    (lab.folder / "db.ready").touch()
    lab.wait_until_said("all ready")


def test_a_term_signal_stops_what_is_needed_last(supervise: Supervise) -> None:
    lab = supervise("db=exec sleep 60", "web<db=exec sleep 60", ready=("db", "web"))
    lab.wait_until_said("all ready")
    assert lab.end(signal.SIGTERM) == 0
    assert re.search(r"db:running:\d+ web:stopped:None", lab.said)


def test_services_that_do_not_need_each_other_stop_together(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", "two=exec sleep 60", ready=("one", "two"))
    lab.wait_until_said("all ready")
    lab.end()
    assert "one:stopped:None two:running" not in lab.said
    assert "one:stopped:None two:stopped:None" in lab.said


def test_an_interrupt_counts_also_where_a_shell_had_it_ignored(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", ready=("one",), ignoring=signal.SIGINT)
    lab.wait_until_said("all ready")
    assert lab.end(signal.SIGINT) == 0


def test_a_hangup_is_not_heeded_under_nohup(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", ready=("one",), ignoring=signal.SIGHUP)
    lab.wait_until_said("all ready")
    lab.process.send_signal(signal.SIGHUP)
    os.kill(lab.pid_of("one"), signal.SIGKILL)
    lab.wait_until_said("one is back")


def test_a_grandchild_that_ignores_the_signal_is_killed(supervise: Supervise) -> None:
    command = "trap '' TERM; sleep 60 & echo $! > $FOLDER/grandchild; wait"
    lab = supervise(f"stubborn={command}", ready=("stubborn",))
    grandchild = lab.pid_written("grandchild")
    lab.wait_until_said("all ready")
    lab.end(signal.SIGINT)
    assert is_gone(grandchild)


def test_a_grandchild_in_a_session_of_its_own_is_killed(supervise: Supervise) -> None:
    lab = supervise(
        "forker=setsid -f sh -c 'echo $$ > $FOLDER/stray; exec sleep 60'; exec sleep 60", ready=("forker",)
    )
    stray = lab.pid_written("stray")
    lab.wait_until_said("all ready")
    lab.end()
    assert is_gone(stray)


def test_what_a_killed_master_left_is_ended_before_it_starts_again(supervise: Supervise) -> None:
    lab = supervise("pool=sleep 60 & echo $! > $FOLDER/worker; wait", ready=("pool",))
    orphan = lab.pid_written("worker")
    lab.wait_until_said("all ready")
    os.kill(lab.pid_of("pool"), signal.SIGKILL)
    lab.wait_until_said("pool is back")
    assert is_gone(orphan)


def test_a_service_whose_port_is_held_starts_once_it_is_free(supervise: Supervise) -> None:
    with socket.socket() as client:
        client.bind(("127.0.0.1", 0))
        port = client.getsockname()[1]
        lab = supervise("other=exec sleep 60", f"web:{port}=exec sleep 60", ready=("other", "web"))
        lab.wait_until_said("other:running")
        assert "web:starting" not in lab.said
    lab.wait_until_said("all ready")


def test_a_service_that_dies_waits_for_its_port(supervise: Supervise) -> None:
    port = free_port()
    lab = supervise(f"web:{port}=exec sleep 60", ready=("web",))
    lab.wait_until_said("all ready")
    with socket.socket() as client:
        client.bind(("127.0.0.1", port))
        os.kill(lab.pid_of("web"), signal.SIGKILL)
        lab.wait_until_said(f"web waits for its port {port}, which another program holds")
    lab.wait_until_said("web is back")


def test_a_leaf_that_keeps_dying_is_given_up_and_the_rest_goes_on(supervise: Supervise) -> None:
    lab = supervise("fine=exec sleep 60", f"leaf={UNTIL_TOLD}; echo cannot; exit 1", ready=("fine", "leaf"))
    lab.wait_until_said("all ready")
    (lab.folder / "die").touch()
    lab.wait_until_said("leaf died 5 times soon after its start and stays down")
    assert "leaf ended with code 1:\ncannot" in lab.said
    assert not is_gone(lab.pid_of("fine"))


def test_a_needed_service_that_keeps_dying_ends_the_lab(supervise: Supervise) -> None:
    lab = supervise(f"db={UNTIL_TOLD}; exit 1", "web<db=exec sleep 60", ready=("db", "web"))
    lab.wait_until_said("all ready")
    (lab.folder / "die").touch()
    assert lab.wait() == 2
    assert "db died 5 times soon after its start, and others need it: the lab stops" in lab.said
    assert is_gone(lab.pid_of("web"))


def test_a_needed_service_that_finds_no_room_is_tried_until_there_is(supervise: Supervise) -> None:
    no_room = (
        "[ -e $FOLDER/room ] || { echo 'fatal: No space left on device' | tee -a $FOLDER/tries; exit 1; }"
    )
    lab = supervise(f"db={UNTIL_TOLD}; {no_room}; exec sleep 60", "web<db=exec sleep 60", ready=("db", "web"))
    lab.wait_until_said("all ready")
    (lab.folder / "die").touch()
    wait_for(lambda: (lab.folder / "tries").exists())
    wait_for(lambda: len((lab.folder / "tries").read_text().splitlines()) > 6)
    (lab.folder / "room").touch()
    lab.wait_until_said("db is back")
    assert f"the disk of {lab.folder} had no room for it; it starts again when there is room" in lab.said


def test_what_could_not_be_kept_is_told_again(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", ready=("one",))
    lab.wait_until_said("all ready")
    (lab.folder / "full").touch()
    os.kill(lab.pid_of("one"), signal.SIGKILL)
    lab.wait_until_said("one is back")
    line = f"one:running:{lab.pid_of('one')}\n"
    (lab.folder / "full").unlink()
    wait_for(lambda: lab.said.count(line) > 1)


def test_children_end_with_a_supervisor_that_is_killed(supervise: Supervise) -> None:
    lab = supervise("one=exec sleep 60", "two=exec sleep 60", ready=("one", "two"))
    lab.wait_until_said("all ready")
    lab.end(signal.SIGKILL)
    wait_for(lambda: is_gone(lab.pid_of("one")) and is_gone(lab.pid_of("two")))


def test_a_log_that_grows_long_is_shortened_while_its_program_writes(supervise: Supervise) -> None:
    lab = supervise("one=while echo $$ writes another line of some length; do :; done", ready=("one",))
    lab.wait_until_said("all ready")
    log, before = lab.folder / "one.log", lab.folder / "one.log.1"
    wait_for(before.exists)
    assert before.stat().st_size > LONGEST
    wait_for(lambda: 0 < log.stat().st_size < LONGEST)
    assert log.read_bytes()[:1] != b"\0"
