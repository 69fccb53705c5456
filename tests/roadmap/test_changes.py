"""The contract of the change files: names, order, labels that refer to what there is."""

import re
from collections import Counter

import pytest

from roadmap.alerts import ALERTS, BEGIN_WITH_THE_WRONG_COLUMN, Alert
from roadmap.catalogue import MIGRATIONS, Revision, find, revisions, scripts
from roadmap.change import FLAWED, Kind
from roadmap.engineers import ALEX, JORDAN, SAM
from roadmap.exercise import PERSONAS, Exercise, Query
from roadmap.mistake import mistakes
from webapp.queries.named import STATEMENTS

WRITES = re.compile(r"\b(insert\s+into|update|delete\s+from|merge\s+into)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
OF_THE_REQUEST = {"user_id", "organization_id"}

each_change = pytest.mark.parametrize("revision", revisions(), ids=lambda revision: revision.id)


def queries_of(exercise: Exercise) -> list[Query]:
    return [exercise.query, *([exercise.clean] if exercise.clean else [])]


def test_every_file_is_a_revision_of_its_name() -> None:
    files = {path.stem for path in (MIGRATIONS / "versions").glob("*.py")}
    assert files == {"baseline", *(revision.id for revision in revisions())}


def test_there_is_one_line_of_revisions_in_the_order_of_their_names() -> None:
    names = [revision.id for revision in revisions()]
    assert names == sorted(names)
    assert len(scripts().get_heads()) == 1


def test_each_day_has_one_to_three_changes() -> None:
    per_day = Counter(revision.day for revision in revisions())
    assert set(per_day) == set(range(1, max(per_day) + 1))
    assert set(per_day.values()) <= {1, 2, 3}


@each_change
def test_a_change_is_named_after_its_day_and_tells_its_story(revision: Revision) -> None:
    assert re.fullmatch(rf"d{revision.day:02d}[a-c]_[a-z0-9_]+", revision.id)
    assert len(revision.id) <= 32
    assert revision.title
    assert not re.search("mistake|flawed|label", revision.story)


@each_change
def test_a_mistake_has_two_ways_and_something_to_find(revision: Revision) -> None:
    has_flawed_way = hasattr(revision.module, "flawed") or any(e.clean for e in revision.change.exercises)
    assert has_flawed_way == (revision.change.mistake is not None) == bool(revision.change.expects)


@each_change
def test_every_finding_has_a_probe_that_takes_its_object(revision: Revision) -> None:
    for expect in revision.change.expects:
        mistake = mistakes()[expect.mistake or str(revision.change.mistake)]
        assert (expect.proof or expect).ref.kind in mistake.objects
        assert expect.check in (mistake.check, *mistake.also)
        assert "index" not in mistake.takes or expect.mend


@each_change
def test_a_repair_comes_later_and_exists(revision: Revision) -> None:
    ends = [labelled.until for labelled in (*revision.change.expects, *revision.change.exercises)]
    assert all(find(until).id > revision.id for until in ends if until)


@each_change
def test_an_exercise_binds_what_its_statement_names(revision: Revision) -> None:
    for exercise in revision.change.exercises:
        assert exercise.persona in PERSONAS
        given = {parameter.name for parameter in exercise.parameters} | OF_THE_REQUEST
        given |= set(re.findall(r"<\w+:(\w+)>", exercise.path))
        if exercise.takes_over:
            given = set(PLACEHOLDER.findall(STATEMENTS[exercise.takes_over]))
        for query in queries_of(exercise):
            assert set(PLACEHOLDER.findall(query.as_psycopg2())) <= given


@each_change
def test_an_exercise_that_is_read_with_get_does_not_write(revision: Revision) -> None:
    for exercise in revision.change.exercises:
        for query in queries_of(exercise) if exercise.method == "GET" else ():
            assert not WRITES.search(query.sql)


def test_exercises_have_names_of_their_own_and_routes_agree_on_parameters() -> None:
    exercises = [exercise for revision in revisions() for exercise in revision.change.exercises]
    assert max(Counter(exercise.query.name for exercise in exercises).values()) == 1
    routes: dict[tuple[str, str], object] = {}
    for exercise in exercises:
        route = (exercise.method, exercise.path)
        assert routes.setdefault(route, exercise.parameters) == exercise.parameters


def test_the_script_is_curated() -> None:
    flawed = [revision for revision in revisions() if revision.change.script == FLAWED]
    by = Counter(revision.change.engineer.name for revision in flawed)
    assert 0.35 <= len(flawed) / len(revisions()) <= 0.45
    assert by[ALEX.name] < by[SAM.name] < by[JORDAN.name]


def test_every_kind_of_change_occurs_and_there_is_enough_to_find() -> None:
    kinds = Counter(revision.change.kind for revision in revisions())
    flawed = [revision for revision in revisions() if FLAWED in revision.change.variants]
    scripted = {
        (expect.check, expect.ref)
        for revision in flawed
        for expect in revision.change.expects
        if revision.change.script == FLAWED
    }
    assert all(kinds[kind] >= 2 for kind in Kind)
    assert len(revisions()) >= 108
    assert len(flawed) >= 60
    assert len(scripted) >= 60
    assert sum(len(revision.change.decoys) for revision in revisions()) >= 25


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.title)
def test_each_alert_of_the_specification_occurs_at_least_three_times(alert: Alert) -> None:
    found = alert.findings()
    assert len({(stand.revision.id, stand.mistake) for stand in found}) >= 3, [stand.id for stand in found]


def test_each_index_that_begins_with_the_wrong_column_is_a_finding() -> None:
    named = {expect.index for revision in revisions() for expect in revision.change.expects}
    assert named >= BEGIN_WITH_THE_WRONG_COLUMN
