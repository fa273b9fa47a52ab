"""Getting Ahead London: each rule's truth table, the contract of rows and checks, brute force, both searches."""

from random import Random
from typing import Any

import numpy as np
import pytest

from models.calendar import Days
from models.network import Phase
from models.programmes.getting_ahead_london import (
    Coach,
    GettingAheadLondon,
    GettingAheadLondonPolicy,
    Participant,
)
from models.programmes.groups import Group, Meeting
from models.programmes.instance import Engaged, ProgrammeWaiver
from scheduler.generating.programmes.getting_ahead_london import getting_ahead, getting_ahead_london_2018
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.getting_ahead_london import PROGRAMME
from scheduler.programmes.getting_ahead_london.dating import Dating
from scheduler.programmes.getting_ahead_london.facts import MEETING, SHADOW_DAY
from scheduler.programmes.groups_first import GroupsFirst
from scheduler.programmes.judging import certify, judge
from scheduler.programmes.model import GroupModel
from scheduler.programmes.unit import ProgrammeGoal, ProgrammeRule
from scheduler.solvers.relaxation import Relaxation
from scheduler.storage import dumps
from scheduler.storage.programmes import load_programme, parse_programme
from tests.programmes.getting_ahead_london.drawing import (
    TERMS,
    draw_instance,
    draw_pair,
    every_grouping,
    group,
    groups_of,
    meeting,
    shadow_day,
)
from tests.programmes.harness import PLAIN, agree, best_of, count_alike, solved
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, school

SCHOOLS = (
    *(school(id, km) for id, km in (("A", 0), ("B", 10), ("C", 20))),
    school("D", 30, trust="Ash"),
    school("E", 40, trust="Ash", phase=Phase.SECONDARY),
    school("X", 50),
    school("Y", 60),
)
PEOPLE = tuple(Participant(id=f"P{home}", school=home) for home in "ABCDE")
COACH = Coach(
    id="K",
    school="X",
    has_led=(Phase.PRIMARY,),
    areas=("art",),
    shadow_days=(day(1), day(2), day(3)),
    meeting_days=(day(2, 3), day(3, 1), day(4), day(4, 3)),
)
OTHER = COACH.model_copy(update={"id": "L", "school": "Y"})


def facts(*, policy: dict[str, Any] | None = None, **fields: Any) -> GettingAheadLondon:
    usual: dict[str, Any] = {
        "name": "by hand",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "hubs": HUBS,
        "areas": ("art", "maths"),
        "schools": SCHOOLS,
        "terms": TERMS,
        "participants": PEOPLE[:3],
        "coaches": (COACH, OTHER),
        "policy": GettingAheadLondonPolicy.model_validate(policy or {}),
    }
    return GettingAheadLondon(**{**usual, **fields})


def three(members: str = "ABC", *meetings: Meeting, coach: Coach = COACH) -> Group:
    return group(coach, [f"P{home}" for home in members], *meetings)


def broken(instance: GettingAheadLondon, *groups: Group) -> dict[str, int]:
    """By how much each rule is broken."""
    found: dict[str, int] = {}
    for finding in judge(PROGRAMME, instance, groups_of(instance, groups)).breaches:
        found[finding.rule] = found.get(finding.rule, 0) + finding.amount
    return found


def people(count: int) -> tuple[Participant, ...]:
    """So many participants at schools of their own."""
    return tuple(Participant(id=f"Q{n}", school=f"Q{n}") for n in range(count))


def sized(count: int, *sizes: int) -> dict[str, int]:
    """By how much groups of these sizes break each rule, of so many participants."""
    taken, groups = iter(people(count)), []
    for n, size in enumerate(sizes):
        coach = COACH.model_copy(update={"id": f"K{n}"})
        groups.append(group(coach, [next(taken).id for _ in range(size)]))
    coaches = tuple(COACH.model_copy(update={"id": f"K{n}"}) for n in range(len(sizes)))
    schools = (*SCHOOLS, *(school(one.school) for one in people(count)))
    return broken(facts(participants=people(count), schools=schools, coaches=coaches), *groups)


@pytest.mark.parametrize(
    ("count", "sizes", "over"),
    [
        (6, (3, 3), {}),
        (6, (3, 2), {"three": 1}),
        (6, (4, 2), {"three": 1}),
        (7, (3, 4), {}),  # 7 leave 1: one of 4,
        (7, (3, 2, 2), {}),  # or two of 2
        (7, (4, 2), {"three": 1}),
        (7, (2, 2, 2), {"three": 1}),
        (8, (3, 3, 2), {}),  # 8 leave 2: one of 2,
        (8, (4, 4), {}),  # or two of 4
        (8, (4, 2), {"three": 1}),
        (8, (2, 2), {"three": 1}),
        (6, (5,), {"three": 1}),
        (6, (1,), {"three": 1}),
        (6, (3, 0), {"three": 2}),
    ],
)
def test_three(count: int, sizes: tuple[int, ...], over: dict[str, int]) -> None:
    assert sized(count, *sizes) == over


def test_three_is_a_number_of_the_policy() -> None:
    instance = facts(policy={"three": {"participants": 2}}, participants=PEOPLE[:4])
    assert broken(instance, three("AB"), three("CD", coach=OTHER)) == {}
    assert broken(instance, three("ABC")) == {"three": 1}


def test_each_group_has_one_coach_of_its_own() -> None:
    assert broken(facts(), three(coach=COACH.model_copy(update={"id": "PE"}))) == {"three": 1}
    assert broken(facts(), Group(id="none", members=("PA", "PB", "PC"))) == {"three": 1}
    six = facts(participants=(*PEOPLE[:3], *(Participant(id=f"P{home}2", school=home) for home in "ABC")))
    again = group(COACH, ["PA2", "PB2", "PC2"])
    assert broken(six, three(), again) == {"three": 1}
    assert broken(six, three(), three(coach=OTHER)) == {"three": 3}


def test_apart() -> None:
    second = Participant(id="PA2", school="A")
    instance = facts(participants=(PEOPLE[0], second, PEOPLE[1]))
    same = group(COACH, ["PA", "PA2", "PB"])
    assert broken(instance, same) == {"apart": 1}
    waiver = ProgrammeWaiver(rule="apart", member="PA2", place="K", allowed_by="X", reason="Y")
    assert broken(instance.model_copy(update={"waivers": (waiver,)}), same) == {}
    both = COACH.model_copy(update={"has_led": (Phase.PRIMARY, Phase.SECONDARY)})
    of_a_trust = facts(participants=PEOPLE[2:], coaches=(both,))
    assert broken(of_a_trust, three("CDE")) == {"apart": 1}


@pytest.mark.parametrize(("at", "over"), [("X", 0), ("A", 1), ("D", 0)])
def test_coach_outside(at: str, over: int) -> None:
    coach = COACH.model_copy(update={"school": at})
    assert broken(facts(coaches=(coach,)), three(coach=coach)).get("coach-outside", 0) == over


def test_coach_outside_of_the_trust() -> None:
    coach = COACH.model_copy(update={"school": "E"})
    instance = facts(coaches=(coach,), participants=PEOPLE[1:4])
    assert broken(instance, three("BCD", coach=coach)) == {"coach-outside": 1}
    waiver = ProgrammeWaiver(rule="coach-outside", member="PD", place="K", allowed_by="X", reason="Y")
    assert broken(instance.model_copy(update={"waivers": (waiver,)}), three("BCD", coach=coach)) == {}


def test_phase() -> None:
    instance = facts(participants=(*PEOPLE[:2], PEOPLE[4]))
    assert broken(instance, three("ABE")) == {"phase": 1}
    led = COACH.model_copy(update={"has_led": (Phase.PRIMARY, Phase.SECONDARY)})
    assert broken(instance.model_copy(update={"coaches": (led,)}), three("ABE")) == {}
    waiver = ProgrammeWaiver(rule="phase", member="PE", place="K", allowed_by="X", reason="Y")
    assert broken(instance.model_copy(update={"waivers": (waiver,)}), three("ABE")) == {}


@pytest.mark.parametrize(("pair", "over"), [(("PA", "PB"), 1), (("PA", "K"), 1), (("PA", "L"), 0)])
def test_independence(pair: tuple[str, str], over: int) -> None:
    assert broken(facts(conflicts=(pair,)), three()) == ({"independence": over} if over else {})


A_DAY, A_MEETING = shadow_day(COACH, "PA", day(1)), meeting(COACH, day(2, 3))


@pytest.mark.parametrize(
    ("days", "over"),
    [
        ((A_DAY, A_MEETING), {}),
        ((A_DAY, shadow_day(COACH, "PB", day(2)), shadow_day(COACH, "PC", day(3))), {}),
        ((A_DAY, shadow_day(COACH, "PA", day(2))), {"dates": 1}),  # two for one
        ((A_DAY, shadow_day(COACH, "PB", day(1))), {"dates": 1}),  # two on one day
        ((shadow_day(COACH, "PA", day(4)),), {"dates": 1}),  # not offered
        ((shadow_day(COACH, "PD", day(1)),), {"dates": 1}),  # not of the group
        ((A_DAY.model_copy(update={"who": ()}),), {"dates": 1}),
        ((A_DAY.model_copy(update={"who": ("PA", "PB")}),), {"dates": 1}),
        ((A_DAY.model_copy(update={"at": "A"}),), {"dates": 1}),
        ((A_DAY.model_copy(update={"led_by": "L"}),), {"dates": 1}),
        ((A_DAY.model_copy(update={"kind": "workshop"}),), {"dates": 1}),
        ((meeting(COACH, day(1)),), {"dates": 1}),  # offered for being shadowed
        ((A_MEETING.model_copy(update={"who": ("PA",)}),), {"dates": 1}),
    ],
)
def test_dates(days: tuple[Meeting, ...], over: dict[str, int]) -> None:
    assert broken(facts(), three("ABC", *days)) == over


def test_dates_are_so_many_a_term_and_in_a_term() -> None:
    twice = meeting(COACH, day(3, 1)), meeting(COACH, day(4))
    assert broken(facts(), three("ABC", *twice)) == {}
    assert broken(facts(policy={"dates": {"meetings_a_term": 1}}), three("ABC", *twice)) == {"dates": 1}
    assert broken(facts(terms=TERMS[:1]), three("ABC", *twice)) == {"dates": 2}


def test_availability() -> None:
    away = PEOPLE[1].model_copy(update={"away": (Days(first=day(2, 3), last=day(2, 3)),)})
    instance = facts(participants=(PEOPLE[0], away, PEOPLE[2]))
    assert broken(instance, three("ABC", A_MEETING)) == {"availability": 1}
    assert broken(instance, three("ABC", A_DAY)) == {}
    closed = school("X", 50, closed=(Days(first=day(1), last=day(1)),))
    instance = facts(schools=(*SCHOOLS[:5], closed, SCHOOLS[6]))
    assert broken(instance, three("ABC", A_DAY)) == {"availability": 1}  # the coach


def test_one_place() -> None:
    in_one_week = shadow_day(COACH, "PB", day(2)), A_MEETING
    assert broken(facts(), three("ABC", *in_one_week)) == {"one-place": 2}  # the coach and B
    engaged = Engaged(who="PA", days=Days(first=day(1, 3), last=day(1, 3)), by="a review")
    assert broken(facts(engaged=(engaged,)), three("ABC", A_DAY)) == {"one-place": 1}


def test_fixed() -> None:
    instance = facts(fixed=(three("AB", A_DAY),), participants=PEOPLE[:4])
    assert broken(instance, three("ABC", A_DAY, A_MEETING)) == {}
    assert broken(instance, three("ABC", A_MEETING)) == {"fixed": 1}
    assert broken(instance, three("ACD", A_DAY)) == {"fixed": 1}
    with pytest.raises(ValueError, match="Name its coach"):
        facts(fixed=(Group(id="none", members=("PA",)),))


def test_goals_count() -> None:
    wishing = PEOPLE[1].model_copy(update={"wishes": ("art", "maths")})
    instance = facts(participants=(PEOPLE[0], wishing, PEOPLE[2], PEOPLE[3]))
    made = groups_of(instance, [three("ABC", A_DAY, A_MEETING)])
    assert judge(PROGRAMME, instance, made).values == {
        "participants-placed": 1,
        "meetings-dated": 2 + 3,  # shadow days of B and C; one meeting of the first term, two of the second
        "quality": 50 + 40 + 30 + 10,  # B wishes maths, which is not the coach's
        "fairness": 50,
    }


# One rule decides: what is best with it, and what without it or with another number


def test_what_is_fixed_stands_in_every_relaxation() -> None:
    """Where somebody had left, no groups to begin from were known, and the relaxation found nothing to keep."""
    fixed = three("AB", A_DAY)
    model = GroupModel(PROGRAMME, facts(fixed=(fixed,)))
    chosen = model.columns.chosen([fixed])
    assert chosen is not None and (model.group[chosen] < 0).all()


# Rows and checks, costs and recounts, the search and all groups


@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(80), least=1)


@pytest.mark.soak
@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does_at_length(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(80, 1000), least=10)


@pytest.mark.parametrize("goal", PROGRAMME.goals, ids=lambda goal: goal.id)
def test_columns_cost_what_the_recount_counts(goal: ProgrammeGoal) -> None:
    count_alike(PROGRAMME, goal, draw_pair, range(60))


def groups_first_bounds(instance: GettingAheadLondon, best: tuple[int, ...]) -> None:
    """Where there are too many dates for one relaxation, groups may miss the best, and no bound may rise above it."""
    outcome = GroupsFirst(GroupModel(PROGRAMME, instance), PLAIN.again(), lambda _: None).run(None)
    assert outcome.schedule is not None and outcome.schedule.certificate is not None, (outcome.status, outcome.notices)
    assert not outcome.notices, outcome.notices
    certify(PROGRAMME, instance, outcome.schedule)
    for result, value in zip(outcome.schedule.certificate.goals, best, strict=True):
        assert result.bound <= value <= result.value, result
        if result.value > value:
            return  # the goals after it are held to something else


def equals_brute_force(seed: int) -> None:
    instance = draw_instance(Random(seed), participants=4 + seed % 2)
    best = best_of(PROGRAMME, instance, every_grouping(instance))
    if best is not None:
        assert solved(PROGRAMME, instance) == best, f"seed {seed}"
        groups_first_bounds(instance, best)


def test_groups_first_searches_on_where_the_dive_finds_no_groups() -> None:
    instance = draw_instance(Random(140), participants=4)
    groups_first_bounds(instance, solved(PROGRAMME, instance))


def test_what_does_not_divide_is_known_to_the_relaxation() -> None:
    """Five of primary schools, for two coaches who have led no others, are one three: without a row of it, 1.67."""
    members = (*people(5), PEOPLE[4])
    schools = (*SCHOOLS, *(school(one.school) for one in members[:5]))
    model = GroupModel(PROGRAMME, facts(participants=members, schools=schools))
    placed = model.costs["participants-placed"]
    relaxation = Relaxation(model)
    relaxation.include(np.arange(len(model)))
    relaxation.minimise(placed.astype(float))
    point = relaxation.solve()
    assert point is not None and point.bound == pytest.approx(3.0)


def test_a_coach_with_too_few_days_is_no_bound_of_who_travels_furthest(monkeypatch: pytest.MonkeyPatch) -> None:
    """K is near and can be shadowed by two only; from L, who can be by three, the furthest is 60 km away, not 50.

    So it is told where everything together would be too much to search.
    """
    monkeypatch.setattr(GroupsFirst, "_search_exactly", lambda *_: None)
    near = COACH.model_copy(update={"shadow_days": COACH.shadow_days[:2]})
    instance = facts(coaches=(near, OTHER), policy={"dates": {"meetings_a_term": 0}})
    outcome = GroupsFirst(GroupModel(PROGRAMME, instance), PLAIN.again(), lambda _: None).run(None)
    assert outcome.schedule is not None and outcome.schedule.certificate is not None
    furthest = outcome.schedule.certificate.goals[-1]
    assert (furthest.value, furthest.bound, furthest.proven) == (60, 60, True)
    certify(PROGRAMME, instance, outcome.schedule)


def test_what_lacks_a_date_in_one_week_is_possible_in_another_way_where_a_rule_is_off() -> None:
    """Matching knows two days of somebody in one week as impossible: without `one-place` it proves nothing."""
    assert GroupModel(PROGRAMME, facts()).columns.is_undatable_certain
    without = facts(policy={"without": ["one-place"]})
    assert not GroupModel(PROGRAMME, without).columns.is_undatable_certain


@pytest.mark.parametrize(("shadow_days", "refused"), [((1, 2, 3), False), ((1, 2), True)])
def test_groups_without_dates_are_tried_once(shadow_days: tuple[int, ...], refused: bool) -> None:
    """Once all meetings must have a date, a search finds no dates at all, and it was not learned for which group."""
    coach = COACH.model_copy(update={"shadow_days": tuple(map(day, shadow_days))})
    instance = facts(coaches=(coach,), policy={"dates": {"meetings_a_term": 0}})
    model = GroupModel(PROGRAMME, instance)
    search = GroupsFirst(model, PLAIN.again(), lambda _: None)
    values = model.values(groups_of(instance, [three("ABC", coach=coach)]))
    assert values is not None
    rows = len(search.tried.lower)
    assert search._refuse(values, None) == refused
    assert len(search.tried.lower) == rows + refused


@pytest.mark.parametrize("seed", range(2))
def test_the_best_of_all_groupings_is_found(seed: int) -> None:
    equals_brute_force(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 300))
def test_the_best_of_all_groupings_is_found_at_length(seed: int) -> None:
    equals_brute_force(seed)


@pytest.mark.parametrize("seed", range(6))
def test_a_group_has_as_many_dates_as_a_matching_says(seed: int) -> None:
    instance = draw_instance(Random(seed), participants=2, coaches=2)
    instance = instance.model_copy(update={"fixed": ()})
    dating = Dating(ProgrammeFacts(instance))
    due = instance.policy.dates.meetings_a_term * len(TERMS)
    for made in every_grouping(instance):
        for one in made.groups:
            coach, members = instance.people.index(one.id), [instance.members.index(who) for who in one.members]
            assert dating.missing(coach, members) == due + len(members) - len(one.meetings), one


def test_the_bundled_instance_is_made_again() -> None:
    stored, made = load_programme("getting-ahead-london-2018"), getting_ahead_london_2018()
    assert dumps(stored) == dumps(made)
    assert parse_programme(dumps(made)) == made
    assert (len(made.participants), len(made.coaches)) == (60, 20)
    assert len({one.school for one in made.participants}) == 53


def test_others_are_drawn_the_same_each_time() -> None:
    once, again = getting_ahead(20, 6, seed=3), getting_ahead(20, 6, seed=3)
    assert dumps(once) == dumps(again) != dumps(getting_ahead(20, 6, seed=4))
    assert {SHADOW_DAY, MEETING} == {"shadow-day", "meeting"}
