"""How a total falls out over the personas."""

from locustfiles.common.plan import Kind, Plan, shared

KINDS = [
    Kind("Background", 10, 1),
    Kind("Dashboard", 3, 1),
    Kind("Power", 5, 1),
    Kind("Regular", 0, 50),
]
DEFAULT = {"Background": 10, "Dashboard": 3, "Power": 5, "Regular": 50}


def test_the_flexible_persona_is_the_rest_of_a_total() -> None:
    assert Plan().split(68, KINDS) == DEFAULT


def test_a_total_below_the_fixed_counts_shrinks_them_in_proportion() -> None:
    assert Plan().split(9, KINDS) == {"Background": 5, "Dashboard": 2, "Power": 2, "Regular": 0}


def test_a_small_total_does_not_shrink_the_fixed_counts_of_a_later_one() -> None:
    plan = Plan()
    plan.split(9, KINDS)

    assert plan.split(68, KINDS) == DEFAULT


def test_a_dialled_persona_changes_and_no_other_does() -> None:
    plan = Plan()
    plan.split(68, KINDS)

    total = plan.dial({"Power": 20}, KINDS)

    assert plan.split(total, KINDS) == {**DEFAULT, "Power": 20}


def test_a_dialled_persona_keeps_its_count_when_the_total_changes() -> None:
    plan = Plan()
    plan.split(68, KINDS)
    plan.dial({"Power": 0}, KINDS)

    assert plan.split(30, KINDS) == {"Background": 10, "Dashboard": 3, "Power": 0, "Regular": 17}


def test_a_stop_does_not_forget_what_was_dialled() -> None:
    plan = Plan()
    total = plan.dial({"Regular": 7}, KINDS)

    assert sum(plan.split(0, KINDS).values()) == 0
    assert plan.split(total, KINDS)["Regular"] == 7


def test_all_personas_can_be_dialled_to_nobody_and_back() -> None:
    plan = Plan()
    plan.split(68, KINDS)

    assert plan.dial(dict.fromkeys(DEFAULT, 0), KINDS) == 0
    assert plan.split(plan.dial({"Power": 3}, KINDS), KINDS) == {**dict.fromkeys(DEFAULT, 0), "Power": 3}


def test_several_flexible_personas_share_by_weight() -> None:
    kinds = [Kind("A", 0, 3), Kind("B", 0, 1)]

    assert Plan().split(8, kinds) == {"A": 6, "B": 2}


def test_shares_add_up_to_the_total() -> None:
    weights = {"a": 1.0, "b": 1.0, "c": 1.0}

    assert [sum(shared(total, weights).values()) for total in range(20)] == list(range(20))
