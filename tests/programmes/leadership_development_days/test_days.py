"""Leadership Development Days: each rule's truth table, the contract of rows and checks, and brute force."""

from datetime import date
from random import Random
from typing import Any

import pytest

from models.programmes.groups import Group
from models.programmes.instance import ProgrammeWaiver
from models.programmes.leadership_development_days import (
    LeadershipDevelopmentDays,
    LeadershipDevelopmentDaysPolicy,
    Offer,
    Wish,
)
from scheduler.generating.programmes.leadership_development_days import leadership_development_days_2018
from scheduler.programmes.judging import judge
from scheduler.programmes.leadership_development_days import PROGRAMME
from scheduler.programmes.unit import ProgrammeGoal, ProgrammeRule
from scheduler.storage import dumps
from scheduler.storage.programmes import load_programme, parse_programme
from tests.programmes.harness import agree, best_of, count_alike, solved
from tests.programmes.leadership_development_days.drawing import (
    AREAS,
    DAYS,
    draw_instance,
    draw_pair,
    every_plan,
    groups_of,
    made,
)
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, school

FIRST, SAME_WEEK, SECOND = DAYS
SCHOOLS = (
    school("A", 0),
    school("B", 10, hub="H2"),
    school("C", 20, hub="H3"),
    school("D", 61, hub="H4"),
)
OFFERS = (
    Offer(id="O1", school="A", area="maths", days=(FIRST, SECOND)),
    Offer(id="O2", school="B", area="maths", days=(FIRST, SECOND, SAME_WEEK)),
    Offer(id="O3", school="A", area="English", days=(SECOND,)),
)
WISHES = tuple(
    Wish(id=f"W{id}", school=id, areas=areas, pairs=pairs)
    for id, areas, pairs in (("B", ("maths",), 1), ("C", AREAS, 2), ("D", ("English", "maths"), 2))
)


def facts(*, policy: dict[str, Any] | None = None, **fields: Any) -> LeadershipDevelopmentDays:
    numbers = {"day-size": {"fewest": 1, "most": 2}, **(policy or {})}
    usual: dict[str, Any] = {
        "name": "drawn",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "areas": AREAS,
        "hubs": HUBS,
        "schools": SCHOOLS,
        "offers": OFFERS,
        "wishes": WISHES,
        "policy": LeadershipDevelopmentDaysPolicy.model_validate(numbers),
    }
    return LeadershipDevelopmentDays(**{**usual, **fields})


def on(offer: str, when: date, *members: str) -> Group:
    return made(facts(), offer, when, list(members))


def broken(instance: LeadershipDevelopmentDays, *groups: Group) -> dict[str, int]:
    """By how much each rule is broken."""
    found: dict[str, int] = {}
    for finding in judge(PROGRAMME, instance, groups_of(groups)).breaches:
        found[finding.rule] = found.get(finding.rule, 0) + finding.amount
    return found


@pytest.mark.parametrize(
    ("policy", "groups", "over"),
    [
        ({}, (on("O1", FIRST, "WB"),), {}),
        ({}, (on("O1", SECOND, "WB", "WC-1"),), {}),
        ({}, (on("O1", FIRST),), {"day-size": 1}),
        ({"day-size": {"fewest": 3, "most": 6}}, (on("O1", FIRST, "WB", "WC-1"),), {"day-size": 1}),
        ({}, (on("O1", FIRST, "WB", "WC-1", "WD-1"),), {"day-size": 1}),
        ({}, (on("O1", SAME_WEEK, "WB"),), {"day-size": 1}),
    ],
)
def test_day_size(policy: dict[str, Any], groups: tuple[Group, ...], over: dict[str, int]) -> None:
    furthest = {"furthest": {"km": 100}}
    assert broken(facts(policy={**furthest, **policy}), *groups) == over


def test_different_schools() -> None:
    assert broken(facts(), on("O1", FIRST, "WC-1", "WC-2")) == {"different-schools": 1, "once": 1}
    assert broken(facts(), on("O2", FIRST, "WB")) == {"different-schools": 1}


def test_topic() -> None:
    assert broken(facts(), on("O3", SECOND, "WB")) == {"topic": 1}
    assert broken(facts(), on("O3", SECOND, "WC-1")) == {}


def test_once() -> None:
    both = on("O1", FIRST, "WC-1"), on("O2", SECOND, "WC-2")
    assert broken(facts(), *both) == {"once": 1}


@pytest.mark.parametrize(
    ("load", "over"),
    [
        ({"attended": 2, "hosted": 2}, {}),
        ({"attended": 1, "hosted": 2}, {"days-load": 1}),
        ({"attended": 2, "hosted": 1}, {"days-load": 1}),
    ],
)
def test_days_load(load: dict[str, int], over: dict[str, int]) -> None:
    instance = facts(policy={"days-load": load})
    assert broken(instance, on("O1", FIRST, "WC-1"), on("O3", SECOND, "WC-2")) == over


def test_a_pair_goes_to_one_day() -> None:
    assert broken(facts(policy={"days-load": {"hosted": 2}}), on("O1", FIRST, "WC-1"), on("O3", SECOND, "WC-1")) == {
        "days-load": 1
    }


@pytest.mark.parametrize(("km", "over"), [(61, {}), (60, {"furthest": 1}), (50, {"furthest": 11})])
def test_furthest(km: int, over: dict[str, int]) -> None:
    schools = (*SCHOOLS[:3], school("D", 60.9, hub="H4"))
    instance = facts(policy={"furthest": {"km": km}}, schools=schools)
    assert broken(instance, on("O1", FIRST, "WD-1")) == over
    waiver = ProgrammeWaiver(rule="furthest", member="WD-2", place="O1", allowed_by="X", reason="pairs are alike")
    assert broken(instance.model_copy(update={"waivers": (waiver,)}), on("O1", FIRST, "WD-1")) == {}


def test_independence() -> None:
    assert broken(facts(conflicts=(("A", "C"),)), on("O1", FIRST, "WC-1")) == {"independence": 1}
    of_one_trust = (school("A", 0, trust="Ash"), SCHOOLS[1], school("C", 20, hub="H3", trust="Ash"), SCHOOLS[3])
    assert broken(facts(schools=of_one_trust), on("O1", FIRST, "WC-1")) == {"independence": 1}
    assert broken(facts(), on("O1", FIRST, "WC-1")) == {}


def test_availability() -> None:
    away = Wish(id="WC", school="C", areas=AREAS, pairs=2, cannot=(FIRST,))
    instance = facts(wishes=(WISHES[0], away, WISHES[2]))
    assert broken(instance, on("O1", FIRST, "WC-1")) == {"availability": 1}
    assert broken(instance, on("O1", SECOND, "WC-1")) == {}


def test_one_place() -> None:
    """B goes to A, and is host itself, in one week."""
    assert broken(facts(), on("O1", FIRST, "WB"), on("O2", SAME_WEEK, "WC-1")) == {"one-place": 1}
    assert broken(facts(), on("O1", FIRST, "WB"), on("O2", SECOND, "WC-1")) == {}


def test_fixed() -> None:
    instance = facts(fixed=(on("O1", FIRST, "WC-2"),))
    assert broken(instance, on("O1", FIRST, "WC-1")) == {"fixed": 1}
    assert broken(instance, on("O1", SECOND, "WC-2")) == {"fixed": 1}
    assert broken(instance, on("O1", FIRST, "WB", "WC-2")) == {}


def test_goals_count() -> None:
    instance = facts(policy={"furthest": {"km": 100}, "days-load": {"hosted": 2}})
    groups = groups_of([on("O1", FIRST, "WB", "WD-1"), on("O3", SECOND, "WC-1")])
    assert judge(PROGRAMME, instance, groups).values == {
        "pairs-placed": 2,
        "hubs-reached": 0,
        "quality": 10 + (61 + 20) + (20 + 20),  # D's second wish, C's second
    }


@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(500))


@pytest.mark.parametrize("goal", PROGRAMME.goals, ids=lambda goal: goal.id)
def test_columns_cost_what_the_recount_counts(goal: ProgrammeGoal) -> None:
    count_alike(PROGRAMME, goal, draw_pair, range(300))


def equals_brute_force(seed: int) -> None:
    instance = draw_instance(Random(seed))
    best = best_of(PROGRAMME, instance, every_plan(instance))
    if best is not None:
        assert solved(PROGRAMME, instance) == best, f"seed {seed}"


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_all_days_is_found(seed: int) -> None:
    equals_brute_force(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, 300))
def test_the_best_of_all_days_is_found_at_length(seed: int) -> None:
    equals_brute_force(seed)


def test_the_bundled_instance_is_made_again() -> None:
    stored, again = load_programme("leadership-development-days-2018"), leadership_development_days_2018()
    assert dumps(stored) == dumps(again)
    assert parse_programme(dumps(again)) == again
    assert (len(again.offers), len(again.wishes)) == (110, 200)
