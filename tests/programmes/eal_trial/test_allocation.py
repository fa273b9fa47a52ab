"""The EAL trial: each rule's truth table, the contract of rows and checks, brute force, the bundled instance."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.network import Phase
from models.programmes.eal_trial import Centre, EALTrial, EALTrialPolicy, InRegion
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import ProgrammeWaiver
from scheduler.generating.programmes.eal_trial import eal_trial_2018, eal_trial_drawn
from scheduler.programmes.eal_trial import PROGRAMME
from scheduler.programmes.eal_trial.covariates import Covariate, difference
from scheduler.programmes.judging import judge
from scheduler.programmes.solving import solve
from scheduler.programmes.unit import ProgrammeGoal, ProgrammeRule
from scheduler.storage import dumps
from scheduler.storage.programmes import load_programme, parse_programme
from tests.programmes.eal_trial.drawing import allocation, draw_instance, draw_pair, every_allocation, groups_of
from tests.programmes.harness import PLAIN, agree, best_of, count_alike, solved
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, school

PUPILS = {"A": 100, "B": 200, "C": 300, "D": 400}
SCHOOLS = tuple(school(id, pupils=pupils) for id, pupils in PUPILS.items())
CENTRES = school("X"), school("Y", 50)


def facts(*, policy: dict[str, Any] | None = None, **fields: Any) -> EALTrial:
    usual: dict[str, Any] = {
        "name": "by hand",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "hubs": HUBS,
        "schools": (*SCHOOLS, *CENTRES),
        "trained": 2,
        "centres": tuple(Centre(id=one.id) for one in CENTRES),
        "regions": tuple(InRegion(school=one, region="North") for one in PUPILS),
        "policy": EALTrialPolicy.model_validate({"centre": {"fewest": 0}, **(policy or {})}),
    }
    return EALTrial(**{**usual, **fields})


def broken(instance: EALTrial, at: dict[str, str] | Groups) -> dict[str, int]:
    """By how much each rule is broken."""
    made = allocation(instance, at) if isinstance(at, dict) else at
    found: dict[str, int] = {}
    for finding in judge(PROGRAMME, instance, made).breaches:
        found[finding.rule] = found.get(finding.rule, 0) + finding.amount
    return found


@pytest.mark.parametrize(
    ("at", "over"),
    [
        ({"A": "X", "D": "X"}, {}),
        ({"A": "X"}, {"arms": 1, "strata": 1}),
        ({"A": "X", "B": "X", "C": "Y"}, {"arms": 1, "strata": 1}),
    ],
)
def test_arms(at: dict[str, str], over: dict[str, int]) -> None:
    assert broken(facts(), at) == over


def test_so_many_are_trained_as_the_list_says() -> None:
    assert broken(facts(trained=3), {"A": "X", "B": "X", "C": "Y"}) == {"strata": 1}


@pytest.mark.parametrize(
    ("groups", "over"),
    [
        ((Group(id="X", place="X", members=("A", "D")), Group(id="control", members=("B",))), {"arms": 1}),
        ((Group(id="X", place="X", members=("A", "D")), Group(id="control", members=("B", "C", "D"))), {"arms": 1}),
        (
            (
                Group(id="X", place="X", members=("A",)),
                Group(id="X2", place="X", members=("B",)),
                Group(id="control", members=("C", "D")),
            ),
            {"arms": 1},
        ),
        (
            (
                Group(id="X", place="X", members=("A", "D"), meetings=(Meeting(kind="visit", day=day(1), at="X"),)),
                Group(id="control", members=("B", "C")),
            ),
            {"arms": 1},
        ),
    ],
)
def test_each_school_is_in_one_group(groups: tuple[Group, ...], over: dict[str, int]) -> None:
    assert broken(facts(), groups_of(facts(), groups)) == over


@pytest.mark.parametrize(
    ("policy", "at", "over"),
    [
        ({"fewest": 0, "km": 50}, {"A": "X", "D": "Y"}, {}),
        ({"fewest": 0, "km": 49}, {"A": "X", "D": "Y"}, {"centre": 2}),  # a little over 50 km, rounded up
        ({"fewest": 1}, {"A": "X", "D": "X"}, {"centre": 1}),
        ({"fewest": 0}, {"A": "X", "D": "X"}, {}),
        ({"fewest": 1}, {"A": "X", "D": "Y"}, {}),
        ({"fewest": 0, "most": 1}, {"A": "X", "D": "X"}, {"centre": 1}),
        ({"fewest": 0, "most": 2}, {"A": "X", "D": "X"}, {}),
    ],
)
def test_centre(policy: dict[str, int], at: dict[str, str], over: dict[str, int]) -> None:
    schools = (*SCHOOLS, CENTRES[0], school("Y", 49.9 if policy.get("km") == 50 else 50.1))
    assert broken(facts(policy={"centre": policy}, schools=schools), at) == over


def test_reach_may_be_waived() -> None:
    waiver = ProgrammeWaiver(rule="centre", member="D", place="Y", allowed_by="X", reason="Y")
    policy = {"centre": {"fewest": 0, "km": 10}}
    assert broken(facts(policy=policy, waivers=(waiver,)), {"A": "X", "D": "Y"}) == {}


@pytest.mark.parametrize(
    ("classes", "trained", "over"),
    [
        ((), "AB", {}),
        ((300,), "AB", {"strata": 2}),
        ((300,), "AC", {}),
        ((400,), "AB", {}),  # three and one: two and none, or one and one
        ((400,), "AD", {}),
        ((200, 300), "AD", {}),
        ((200, 400), "BC", {"strata": 1}),
    ],
)
def test_strata(classes: tuple[int, ...], trained: str, over: dict[str, int]) -> None:
    instance = facts(policy={"strata": {"pupils_from": classes}, "centre": {"fewest": 0}})
    assert broken(instance, dict.fromkeys(trained, "X")) == over


def test_strata_are_of_a_region() -> None:
    regions = tuple(InRegion(school=one, region="North" if one in "AB" else "South") for one in PUPILS)
    assert broken(facts(regions=regions), {"A": "X", "B": "X"}) == {"strata": 2}
    assert broken(facts(regions=regions), {"A": "X", "C": "X"}) == {}


def test_independence() -> None:
    instance = facts(conflicts=(("A", "X"),))
    assert broken(instance, {"A": "X", "D": "X"}) == {"independence": 1}
    assert broken(instance, {"A": "Y", "D": "X"}) == {}
    assert broken(instance, {"B": "X", "D": "X"}) == {}


def test_fixed() -> None:
    at_centre, in_control = Group(id="f", place="X", members=("A",)), Group(id="g", members=("B", "C"))
    instance = facts(fixed=(at_centre, in_control))
    assert broken(instance, {"A": "X", "D": "Y"}) == {}
    assert broken(instance, {"A": "Y", "D": "Y"}) == {"fixed": 1}
    assert broken(instance, {"A": "X", "B": "Y"}) == {"fixed": 1}


def test_imbalance_counts() -> None:
    phases = (Phase.PRIMARY, Phase.PRIMARY, Phase.SECONDARY, Phase.SECONDARY)
    schools = tuple(one.model_copy(update={"phase": phase}) for one, phase in zip(SCHOOLS, phases, strict=True))
    instance = facts(schools=(*schools, *CENTRES))
    # pupils: -1342, -447, 447, 1342 from the mean, so that C and D are 894.5 above it, A and B as much below
    assert judge(PROGRAMME, instance, allocation(instance, {"A": "X", "B": "X"})).values == {
        "imbalance": 1_789 + 2_000 + 2_000
    }
    assert judge(PROGRAMME, instance, allocation(instance, {"A": "X", "D": "X"})).values == {"imbalance": 0}


def test_a_difference_is_rounded_down() -> None:
    assert Covariate("x", (1, 2, 3)).scores == (-1225, 0, 1225)
    assert difference((-1225, 0, 1225), (False, False, True)) == 1_837
    assert difference((-1225, 0, 1225), (False, False, False)) == 0


@given(st.lists(st.one_of(st.none(), st.integers(0, 5_000)), min_size=1, max_size=12))
def test_scores_are_thousandths_of_a_standard_deviation(values: list[int | None]) -> None:
    known = np.array([value for value in values if value is not None], dtype=float)
    scores = Covariate("x", tuple(values)).scores
    if not len(known) or known.std() == 0:
        assert set(scores) == {0}
        return
    for value, score in zip(values, scores, strict=True):
        exact = 0 if value is None else 1_000 * (value - known.mean()) / known.std()
        assert abs(score - exact) <= 0.5 + 1e-6


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"trained": 4}, "fewer than the 4 schools"),
        ({"regions": ()}, "one region; look at A"),
        ({"regions": tuple(InRegion(school=one, region="North") for one in "ABCDA")}, "one region; look at A"),
        ({"conflicts": (("A", "B"),)}, "between a school and a centre"),
    ],
)
def test_facts_that_do_not_fit_are_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        facts(**fields)


@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(100))


@pytest.mark.soak
@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does_at_length(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(100, 2_000))


@pytest.mark.parametrize("goal", PROGRAMME.goals, ids=lambda goal: goal.id)
def test_columns_cost_what_the_recount_counts(goal: ProgrammeGoal) -> None:
    count_alike(PROGRAMME, goal, draw_pair, range(60))


def equals_brute_force(seed: int) -> None:
    instance = draw_instance(Random(seed))
    best = best_of(PROGRAMME, instance, every_allocation(instance))
    if best is None:
        assert solve(instance, PLAIN.again()).schedule is None, f"seed {seed}"
    else:
        assert solved(PROGRAMME, instance) == best, f"seed {seed}"


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_all_allocations_is_found(seed: int) -> None:
    equals_brute_force(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8, 300))
def test_the_best_of_all_allocations_is_found_at_length(seed: int) -> None:
    equals_brute_force(seed)


def test_a_centre_that_nobody_can_reach_makes_it_impossible() -> None:
    schools = (*SCHOOLS, CENTRES[0], school("Y", 500))
    assert solve(facts(schools=schools, policy={"centre": {"fewest": 1}}), PLAIN.again()).schedule is None
    assert solved(PROGRAMME, facts(schools=schools)) == (0,)


def test_the_least_imbalance_of_the_reports_schools_is_proven() -> None:
    assert solved(PROGRAMME, eal_trial_2018()) == (814,)


def test_the_bundled_instance_is_made_again() -> None:
    stored, made = load_programme("eal-trial-2018"), eal_trial_2018()
    assert dumps(stored) == dumps(made)
    assert parse_programme(dumps(made)) == made
    assert (len(made.members), made.trained, len(made.centres), len(set(made.region_of.values()))) == (70, 37, 11, 9)


def test_others_are_drawn_the_same_each_time() -> None:
    drawn = eal_trial_drawn(40, 7)
    assert drawn == eal_trial_drawn(40, 7) != eal_trial_drawn(40, 8)
    assert (len(drawn.members), drawn.trained, len(drawn.centres)) == (40, 20, 7)
