"""Challenge the Gap: each rule's truth table, the contract of rows and checks, brute force, the report's clusters."""

from random import Random
from typing import Any

import pytest

from models.calendar import Days
from models.network import Phase
from models.programmes.challenge_the_gap import ChallengeTheGap, ChallengeTheGapPolicy
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import Engaged, ProgrammeWaiver
from scheduler.generating.programmes.challenge_the_gap import as_the_report_has_them, challenge_the_gap_2018
from scheduler.programmes.challenge_the_gap import PROGRAMME
from scheduler.programmes.challenge_the_gap.columns import KIND
from scheduler.programmes.judging import judge
from scheduler.programmes.unit import ProgrammeGoal, ProgrammeRule
from scheduler.storage import dumps
from scheduler.storage.programmes import load_programme, parse_programme
from tests.programmes.challenge_the_gap.drawing import draw_instance, draw_pair, every_clustering, groups_of
from tests.programmes.harness import agree, best_of, count_alike, solved
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, school

FIRST, SECOND, SAME_WEEK = day(1, 3), day(2, 3), day(2, 4)
SCHOOLS = tuple(school(id, km) for id, km in (("A", 0), ("B", 10), ("C", 20), ("D", 61)))


def facts(*, policy: dict[str, Any] | None = None, **fields: Any) -> ChallengeTheGap:
    usual: dict[str, Any] = {
        "name": "by hand",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "hubs": HUBS,
        "schools": SCHOOLS,
        "clusters": 2,
        "workshop_days": (FIRST, SECOND, SAME_WEEK),
        "policy": ChallengeTheGapPolicy.model_validate({"cluster-size": {"fewest": 2, "most": 3}, **(policy or {})}),
    }
    return ChallengeTheGap(**{**usual, **fields})


def cluster(place: str, members: str, *days: Any) -> Group:
    meetings = tuple(Meeting(kind=KIND, day=one, at=place) for one in days)
    return Group(id=place, place=place, members=tuple(members), meetings=meetings)


def broken(instance: ChallengeTheGap, *groups: Group) -> dict[str, int]:
    """By how much each rule is broken."""
    found: dict[str, int] = {}
    for finding in judge(PROGRAMME, instance, groups_of(instance, groups)).breaches:
        found[finding.rule] = found.get(finding.rule, 0) + finding.amount
    return found


@pytest.mark.parametrize(
    ("groups", "over"),
    [
        ((cluster("A", "AB"),), {}),
        ((cluster("A", "ABC"),), {}),
        ((cluster("A", "A"),), {"cluster-size": 1}),
        ((cluster("A", "ABC"), cluster("B", "BD")), {"cluster-size": 1}),
        ((cluster("A", "AB"), cluster("C", "CA")), {"cluster-size": 1}),
    ],
)
def test_cluster_size(groups: tuple[Group, ...], over: dict[str, int]) -> None:
    assert broken(facts(), *groups) == over


def test_so_many_clusters() -> None:
    both = cluster("A", "AB"), cluster("C", "CD")
    assert broken(facts(), *both) == {}
    assert broken(facts(clusters=1), *both) == {"cluster-size": 1}


def test_workshop_school() -> None:
    assert broken(facts(), cluster("A", "BC")) == {"workshop-school": 1}


@pytest.mark.parametrize(("km", "over"), [(60, {"reach": 1}), (61, {}), (50, {"reach": 11})])
def test_reach(km: int, over: dict[str, int]) -> None:
    instance = facts(policy={"reach": {"km": km}}, schools=(SCHOOLS[0], school("D", 60.9)))
    assert broken(instance, cluster("A", "AD")) == over


def test_reach_may_be_waived() -> None:
    waiver = ProgrammeWaiver(rule="reach", member="D", place="A", allowed_by="X", reason="Y")
    assert broken(facts(waivers=(waiver,)), cluster("A", "AD")) == {}


def test_independence() -> None:
    instance = facts(conflicts=(("B", "A"),))
    assert broken(instance, cluster("A", "AB")) == {"independence": 1}
    assert broken(instance, cluster("A", "AC")) == {}


@pytest.mark.parametrize(
    ("days", "over"),
    [((FIRST, SECOND), {}), ((FIRST, SECOND, day(3, 3)), {"workshops": 2}), ((day(3, 3),), {"workshops": 1})],
)
def test_workshops(days: tuple[Any, ...], over: dict[str, int]) -> None:
    assert broken(facts(policy={"workshops": {"days": 2}}), cluster("A", "AB", *days)) == over


def test_availability() -> None:
    closed = school("B", 10, closed=(Days(first=FIRST, last=FIRST),))
    instance = facts(schools=(SCHOOLS[0], closed))
    assert broken(instance, cluster("A", "AB", FIRST)) == {"availability": 1}
    assert broken(instance, cluster("A", "AB", SECOND)) == {}


def test_one_place() -> None:
    assert broken(facts(), cluster("A", "AB", SECOND, SAME_WEEK)) == {"one-place": 2}
    engaged = Engaged(who="B", days=Days(first=day(1, 0), last=day(1, 2)), by="review-B")
    assert broken(facts(engaged=(engaged,)), cluster("A", "AB", FIRST)) == {"one-place": 1}
    assert broken(facts(engaged=(engaged,)), cluster("A", "AB", SECOND)) == {}


def test_fixed() -> None:
    instance = facts(fixed=(cluster("A", "AB", FIRST),))
    assert broken(instance, cluster("A", "AC", FIRST)) == {"fixed": 1}
    assert broken(instance, cluster("A", "AB")) == {"fixed": 1}
    assert broken(instance, cluster("A", "ABC", FIRST, SECOND)) == {}


def test_goals_count() -> None:
    schools = (*SCHOOLS[:3], school("D", 61, phase=Phase.SECONDARY))
    instance = facts(policy={"reach": {"km": 70}, "workshops": {"days": 2}}, schools=schools)
    made = groups_of(instance, [cluster("A", "AB", FIRST), cluster("C", "CD", FIRST, SECOND)])
    assert judge(PROGRAMME, instance, made).values == {
        "schools-placed": 0,
        "workshops-dated": 1,
        "quality": 10 + 15 + 41,  # A and B are of one phase, C and D are not
    }


@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(600))


@pytest.mark.parametrize("goal", PROGRAMME.goals, ids=lambda goal: goal.id)
def test_columns_cost_what_the_recount_counts(goal: ProgrammeGoal) -> None:
    count_alike(PROGRAMME, goal, draw_pair, range(300))


def equals_brute_force(seed: int) -> None:
    instance = draw_instance(Random(seed), schools=4)
    best = best_of(PROGRAMME, instance, every_clustering(instance))
    if best is not None:
        assert solved(PROGRAMME, instance) == best, f"seed {seed}"


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_all_clusterings_is_found(seed: int) -> None:
    equals_brute_force(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, 400))
def test_the_best_of_all_clusterings_is_found_at_length(seed: int) -> None:
    equals_brute_force(seed)


def test_the_reports_clusters_count_746_km() -> None:
    instance = challenge_the_gap_2018()
    made = as_the_report_has_them(instance)
    report = judge(PROGRAMME, instance, made)
    travelled = [one.amount for one in report.costs if one.rule == "quality" and len(one.about) == 2]
    assert (sum(travelled), len(made.groups), report.breaches) == (746, 13, ())


def test_the_bundled_instance_is_made_again() -> None:
    stored, made = load_programme("challenge-the-gap-2018"), challenge_the_gap_2018()
    assert dumps(stored) == dumps(made)
    assert parse_programme(dumps(made)) == made


def test_groups_are_of_the_programme() -> None:
    assert groups_of(facts(), []) == Groups(programme="challenge-the-gap", instance="by hand")
