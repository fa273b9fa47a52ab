"""Why not this person here: the quick answer is what the whole check says, and planted causes are named."""

from random import Random

import pytest
from hypothesis import example, given

from models.finding import Finding
from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.places import Opening, altered, asked, asked_for, openings, person
from scheduler.checking import check
from scheduler.explaining.obstacles import Answer, why_nobody, why_not, with_waivers
from scheduler.generating import generate_bundled
from scheduler.plan import Plan
from tests import tiny
from tests.drawing import draw_pair, effort, seeds
from tests.solving import outcome, without_fairness


def newly_broken(plan: Plan, opening: Opening, who: str) -> list[Finding]:
    """By the whole check, of the whole schedule."""
    there = altered(plan.schedule, opening.taken(plan.planned(opening.review), who))
    before = check(plan.instance, plan.schedule).breaches
    return [breach for breach in check(plan.instance, there).breaches if breach not in before]


@effort(150)
@example(0)
@given(seeds)
def test_the_surroundings_say_what_the_whole_says(seed: int) -> None:
    rng = Random(seed)
    plan = Plan(*draw_pair(rng, odd=True))
    planned = rng.choice(plan.schedule.reviews)
    kinds = ["", "/lead", *(f"/{who}" for who in planned.reviewers)]
    about = asked(plan, planned.review + rng.choice(kinds))
    people = plan.instance.leads if about.is_lead else plan.instance.reviewers
    there = {planned.lead} if about.is_lead else set(planned.reviewers)
    answers = {}
    for who in (one.id for one in people if one.id not in there):
        answers[who] = why_not(plan, about, who)
        for answer in answers[who]:
            whole = newly_broken(plan, answer.opening, who)
            if planned.slot is None:  # what only the missing others break is not said
                whole = [breach for breach in whole if breach.rule not in ("one-lead", "team-size", "experience")]
                assert {each.finding for each in answer.obstacles} >= set(whole)
            else:
                assert {each.finding for each in answer.obstacles} == set(whole)
            assert_waivers_are_as_said(plan, answer)
    for best in why_nobody(plan, about, answers):
        assert len(best.rules) == min(len(answer.rules) for answer in answers[best.person])


def assert_waivers_are_as_said(plan: Plan, answer: Answer) -> None:
    rules = [each.finding.rule for each in answer.obstacles if each.waivable]
    waived = with_waivers(plan.instance, rules, answer.person, answer.opening.review)
    there = altered(plan.schedule, answer.opening.taken(plan.planned(answer.opening.review), answer.person))
    left = check(waived, there).breaches
    assert not any(each.finding in left for each in answer.obstacles if each.waivable)


FORBIDDEN = {
    "outside-hub": ("R0002", ["R0001"]),
    "locality": ("R0002", ["R0001"]),
    "independence": ("R0002", ["R0001"]),
    "availability": ("R0002", ["R0001"]),
    "one-place": ("R0002", ["R0001"]),
    "lead-load": ("L02", ["L01"]),
    "reviewer-load": ("R0002", ["R0001"]),
    "school-release": ("R0003", ["R0001", "R0002"]),
    "host-week": ("R0003", ["R0001"]),
    "team-mix": ("R0003", ["R0001", "R0002"]),
    "experience": ("R0003", ["R0001", "R0002"]),
    "phase": ("R0002", ["R0001"]),
    "no-return-visit": ("R0003", ["R0001"]),
    "commitment": ("R0003", ["R0001", "R0002"]),
    "fixed": ("R0002", ["R0001"]),
}
"""In the best schedule of each planted instance, in whose place the planted rule alone keeps whom from coming."""


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_the_planted_cause_is_named(rule: str) -> None:
    instance = generate_bundled(f"planted-{rule}")
    plan = Plan(instance, best(instance))
    there, people = FORBIDDEN[rule]
    at = next(planned for planned in plan.schedule.reviews if there in (planned.lead, *planned.reviewers))
    kept_away = next(who for who in people if who not in at.reviewers)
    (answer,) = why_not(plan, asked(plan, f"{at.review}/{there}"), kept_away)
    assert answer.rules == (rule,)


def best(instance: Instance) -> Schedule:
    found = outcome(without_fairness(instance)).schedule
    assert found is not None
    return found


def small() -> Plan:
    instance = tiny.instance(
        tiny.school("A", hub="north", pupils=200),
        tiny.school("B", km=20, hub="north"),
        tiny.school("C", km=60),
        tiny.school("D", km=5.5),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.lead("L2"),
        *(tiny.reviewer(f"R{n}", home) for n, home in enumerate("ABCD")),
    )
    return tiny.plan(instance, tiny.held("A", "L1", "R2"))


def test_a_vacant_seat_is_asked_about_before_those_taken() -> None:
    assert [opening.leaves for opening in openings(small(), asked(small(), "VA"))] == [None]
    assert [opening.leaves for opening in openings(small(), asked(small(), "VA/R2"))] == ["R2"]


def test_every_rule_that_forbids_is_named_with_its_numbers() -> None:
    (answer,) = why_not(small(), asked(small(), "School A"), "R0")
    assert answer.rules == ("outside-hub", "locality", "host-week")
    assert "0.000 km away, nearer than 8 km" in answer.obstacles[1].finding.message
    assert answer.needs_only_waivers
    (far,) = why_not(small(), asked(small(), "A"), "R3")
    assert [each.finding.amount for each in far.obstacles] == [3]


def test_a_lead_asked_for_at_a_review_is_asked_for_as_its_lead() -> None:
    plan = small()
    about = asked_for(plan, asked(plan, "VA"), person(plan.instance, "L2"))
    (answer,) = why_not(plan, about, "L2")
    assert about.is_lead
    assert answer.opening.leaves == "L1"
    assert answer.is_free
