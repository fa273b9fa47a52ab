"""One planted case for every rule of every programme: this rule alone keeps better groups away.

A case is an instance, and something better that breaks the rule: groups by hand, or what is best of other facts (None:
of the same with the rule switched off). The search proves its best; what is better breaks that rule and no other.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from models.calendar import Days
from models.network import Phase
from models.programmes.getting_ahead_london import Participant
from models.programmes.groups import Group, Groups
from models.programmes.instance import Engaged, ProgrammeInstance
from models.programmes.leadership_development_days import Offer
from scheduler.programmes import PROGRAMMES
from scheduler.programmes.judging import judge
from scheduler.programmes.solving import solve
from scheduler.programmes.unit import Programme
from tests.programmes.challenge_the_gap import test_clusters as gap
from tests.programmes.eal_trial import test_allocation as eal
from tests.programmes.getting_ahead_london import test_threes as threes
from tests.programmes.getting_ahead_london.drawing import shadow_day
from tests.programmes.growing_the_top import test_trios as trios
from tests.programmes.growing_the_top.drawing import trio
from tests.programmes.harness import PLAIN, solved
from tests.programmes.leadership_development_days import test_days as days
from tests.programmes.small import day, school


@dataclass(frozen=True)
class Case:
    """An instance, and what would be better: groups, the best groups of other facts, or those without the rule."""

    instance: ProgrammeInstance
    better: tuple[Group, ...] | ProgrammeInstance | None = None


def closed(id: str, km: float, *when: Any, **fields: Any) -> Any:
    return school(id, km, closed=tuple(Days(first=one, last=one) for one in when), **fields)


# Challenge the Gap: A, B, C at 0, 10, 20 km

EAST = {"latitude": school("x", 10).latitude}  # 10 km north of A; a degree of longitude is about 70 km there
CORNERS = (school("P", 0), school("Q", 20), school("R").model_copy(update={**EAST, "longitude": 0.25}))
MIDDLE, BESIDE = (
    school(id).model_copy(update={**EAST, "longitude": longitude}) for id, longitude in (("M", 0.083), ("N", -0.2))
)
ONE_CLUSTER: dict[str, Any] = {"clusters": 1, "schools": gap.SCHOOLS[:3]}
TWO_DAYS: dict[str, Any] = {"workshops": {"days": 2}}
NO_DAYS: dict[str, Any] = {"workshops": {"days": 0}}
GAP = {
    "cluster-size": Case(
        gap.facts(clusters=1, policy=NO_DAYS, schools=(*gap.SCHOOLS[:3], school("D", 30))),
        (gap.cluster("B", "ABCD"),),
    ),
    "workshop-school": Case(  # three at the corners meet in the middle, whose school is with another
        gap.facts(policy=NO_DAYS, schools=(*CORNERS, MIDDLE, BESIDE), conflicts=(("N", "P"), ("N", "Q"), ("N", "R"))),
        (gap.cluster("M", "PQR"), gap.cluster("N", "MN")),
    ),
    "reach": Case(gap.facts(policy=NO_DAYS, schools=(gap.SCHOOLS[0], gap.SCHOOLS[3])), None),
    "independence": Case(gap.facts(policy=NO_DAYS, schools=gap.SCHOOLS[:2], conflicts=(("A", "B"),)), None),
    "workshops": Case(
        gap.facts(policy=TWO_DAYS, schools=gap.SCHOOLS[:2], workshop_days=(gap.FIRST,)),
        (gap.cluster("A", "AB", gap.FIRST, gap.SECOND),),
    ),
    "availability": Case(
        gap.facts(
            policy=TWO_DAYS,
            schools=(gap.SCHOOLS[0], closed("B", 10, gap.SECOND)),
            workshop_days=(gap.FIRST, gap.SECOND),
        ),
        None,
    ),
    "one-place": Case(
        gap.facts(policy=TWO_DAYS, schools=gap.SCHOOLS[:2], workshop_days=(gap.SECOND, gap.SAME_WEEK)),
        (gap.cluster("A", "AB", gap.SECOND, gap.SAME_WEEK),),
    ),
    "fixed": Case(
        gap.facts(
            **ONE_CLUSTER,
            policy=NO_DAYS | {"cluster-size": {"fewest": 2, "most": 2}},
            fixed=(gap.cluster("A", "AC"),),
        ),
        (gap.cluster("A", "AB"),),
    ),
}

# Leadership Development Days: offers of A and B, wishes of B, C and D

O1, O2, O3 = days.OFFERS
WB, WC, WD = days.WISHES


def of_days(offers: tuple[Offer, ...], *wishes: Any, **fields: Any) -> Any:
    return days.facts(offers=offers, wishes=wishes, **fields)


DAYS = {
    "day-size": Case(
        of_days((O1,), WB, policy={"day-size": {"fewest": 2, "most": 2}}), (days.on("O1", days.FIRST, "WB"),)
    ),
    "different-schools": Case(of_days((O2,), WB), (days.on("O2", days.FIRST, "WB"),)),
    "topic": Case(of_days((O3,), WB), (days.on("O3", days.SECOND, "WB"),)),
    "once": Case(of_days((O1, O2), WC), (days.on("O1", days.FIRST, "WC-1"), days.on("O2", days.SECOND, "WC-2"))),
    "days-load": Case(of_days((O1, O3), WC), (days.on("O1", days.FIRST, "WC-1"), days.on("O3", days.SECOND, "WC-2"))),
    "furthest": Case(of_days((O1,), WD, policy={"furthest": {"km": 60}}), None),
    "independence": Case(of_days((O1,), WC, conflicts=(("A", "C"),)), None),
    "availability": Case(
        of_days((O1.model_copy(update={"days": (days.FIRST,)}),), WC.model_copy(update={"cannot": (days.FIRST,)})), None
    ),
    "one-place": Case(  # B is host in the week in which its pair would go to A
        of_days(
            (O1.model_copy(update={"days": (days.FIRST,)}), O2.model_copy(update={"days": (days.SAME_WEEK,)})),
            WB,
            WC,
            policy={"day-size": {"fewest": 1, "most": 1}},
        ),
        (days.on("O1", days.FIRST, "WB"), days.on("O2", days.SAME_WEEK, "WC-1")),
    ),
    "fixed": Case(
        of_days((O1, O2), WC, fixed=(days.on("O1", days.FIRST, "WC-1"),)), (days.on("O2", days.FIRST, "WC-1"),)
    ),
}

# Growing the Top: four schools, of which A, B and C are nearest, B, C and D the next

NEAREST = trio("ABC", trios.visit("A", trios.FIRST), trios.visit("B", trios.THIRD), trios.visit("C", trios.FIFTH))
OF_A_TRUST = (*(one.model_copy(update={"trust": "Ash"}) for one in trios.SCHOOLS[:2]), *trios.SCHOOLS[2:4])
AWAY_IN_THE_THIRD = trios.SCHOOLS[0].model_copy(update={"closed": (Days(first=trios.THIRD, last=trios.THIRD),)})


def four(*, policy: dict[str, Any] | None = None, **fields: Any) -> Any:
    return trios.facts(
        policy={"trio": {"larger_groups": 0}} | (policy or {}), **{"schools": trios.SCHOOLS[:4], **fields}
    )


TRIOS = {
    "trio": Case(four(), (trio("ABCD"),)),
    "apart": Case(four(schools=OF_A_TRUST), None),
    "reach": Case(four(policy={"reach": {"km": 25}}), None),
    "independence": Case(four(conflicts=(("A", "B"),)), None),
    "visits": Case(four(policy={"visits": {"weeks": 3}}), (NEAREST,)),
    "facilitator-load": Case(four(policy={"facilitator-load": {"visits": 1}}), None),
    "availability": Case(four(schools=(AWAY_IN_THE_THIRD, *trios.SCHOOLS[1:4])), None),
    "one-place": Case(
        four(engaged=(Engaged(who="A", days=Days(first=trios.THIRD, last=trios.THIRD), by="a review"),)), (NEAREST,)
    ),
    "fixed": Case(four(fixed=(trio("CD"),)), (NEAREST,)),
}

# Getting Ahead London: three participants; a coach at X, 120 km from them together, and one at Y, 150 km

NO_MEETINGS: dict[str, Any] = {"dates": {"meetings_a_term": 0}}
NEAR = threes.COACH.model_copy(update={"shadow_days": tuple(day(n) for n in range(1, 5)), "meeting_days": (day(5),)})
FAR = NEAR.model_copy(update={"id": "L", "school": "Y"})
TWICE = NEAR.model_copy(update={"shadow_days": (day(1), day(2))})
AWAY = threes.PEOPLE[0].model_copy(update={"away": (Days(first=day(1), last=day(3)),)})


def coached(*, policy: dict[str, Any] | None = None, **fields: Any) -> Any:
    return threes.facts(policy=NO_MEETINGS | (policy or {}), **{"coaches": (NEAR, FAR), **fields})


THREES = {
    "three": Case(coached(participants=threes.PEOPLE[:1]), (threes.three("A", coach=NEAR),)),
    "apart": Case(coached(participants=(*threes.PEOPLE[:2], Participant(id="PZ", school="A"))), None),
    "coach-outside": Case(coached(coaches=(NEAR.model_copy(update={"school": "B"}), FAR)), None),
    "phase": Case(coached(coaches=(NEAR.model_copy(update={"has_led": (Phase.SPECIAL,)}), FAR)), None),
    "independence": Case(coached(conflicts=(("PA", "K"),)), None),
    "dates": Case(
        coached(coaches=(TWICE,)),
        (threes.three("ABC", *(shadow_day(TWICE, f"P{n}", day(k)) for k, n in enumerate("ABC", 1)), coach=TWICE),),
    ),
    "availability": Case(coached(participants=(AWAY, *threes.PEOPLE[1:3]), coaches=(threes.COACH,)), None),
    "one-place": Case(
        coached(engaged=(Engaged(who="K", days=Days(first=day(1), last=day(4)), by="a review"),)), coached()
    ),
    "fixed": Case(coached(fixed=(threes.three("A", coach=FAR),)), coached()),
}

# The EAL trial: four schools, two of them trained

UNEVEN = (*(school(id, pupils=pupils) for id, pupils in (("A", 100), ("B", 200), ("C", 600), ("D", 300))), *eal.CENTRES)
ANY_STRATA: dict[str, Any] = {"schools": UNEVEN, "policy": {"without": ("strata",)}}
EAL = {
    "arms": Case(eal.facts(**ANY_STRATA), eal.facts(**ANY_STRATA, trained=1)),  # D has as many as the others on average
    "centre": Case(
        eal.facts(
            schools=(*eal.SCHOOLS[:2], *(school(one, 999, pupils=eal.PUPILS[one]) for one in "CD"), *eal.CENTRES)
        ),
        None,
    ),
    "strata": Case(eal.facts(policy={"strata": {"pupils_from": (150, 350)}, "centre": {"fewest": 0}}), None),
    "independence": Case(eal.facts(conflicts=tuple((one, place) for one in "CD" for place in "XY")), None),
    "fixed": Case(eal.facts(fixed=(Group(id="f", place="X", members=("A", "B")),)), eal.facts()),
}

PLANTED: dict[str, dict[str, Case]] = {
    "challenge-the-gap": GAP,
    "leadership-development-days": DAYS,
    "growing-the-top": TRIOS,
    "getting-ahead-london": THREES,
    "eal-trial": EAL,
}
RULES = [(unit, rule.id) for unit in PROGRAMMES for rule in unit.rules]


@pytest.mark.parametrize(("unit", "rule"), RULES, ids=[f"{unit.id} {rule}" for unit, rule in RULES])
def test_one_rule_alone_decides(unit: Programme, rule: str) -> None:
    """A rule without a planted case fails here."""
    case = PLANTED[unit.id][rule]
    best = solved(unit, case.instance)
    report = judge(unit, case.instance, better_groups(case, rule))
    assert {finding.rule for finding in report.breaches} == {rule}
    assert tuple(report.values[goal.goal] for goal in case.instance.policy.goals) < best


def better_groups(case: Case, rule: str) -> Groups:
    """What would be better, but for the rule."""
    if isinstance(case.better, tuple):
        return Groups(programme=case.instance.programme, instance=case.instance.name, groups=case.better)
    policy = case.instance.policy
    off = policy.model_copy(update={"without": (*policy.without, rule)})
    found = solve(case.better or case.instance.model_copy(update={"policy": off}), PLAIN.again()).schedule
    assert found is not None
    return found


def test_no_case_is_of_a_rule_that_is_gone() -> None:
    assert {(name, rule) for name, cases in PLANTED.items() for rule in cases} == {
        (unit.id, rule) for unit, rule in RULES
    }
