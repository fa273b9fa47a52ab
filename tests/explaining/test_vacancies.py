"""Why a seat is vacant: numbers add up, planted causes are named, and every way out works."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from models.calendar import Days
from models.instance import Instance
from models.schedule import PlannedReview, Schedule
from scheduler.changes.places import Asked, altered, missing
from scheduler.checking import check
from scheduler.explaining import ways_out as module
from scheduler.explaining.dates_left import no_date
from scheduler.explaining.funnels import funnels
from scheduler.explaining.replanning import replanned
from scheduler.explaining.shortages import shortages
from scheduler.explaining.ways_out import Way, ways_out
from scheduler.generating import generate_bundled
from scheduler.plan import Plan
from scheduler.showing.answers.shortages import ahead
from scheduler.showing.answers.vacancies import from_everybody
from tests import tiny
from tests.drawing import draw_instance, effort, seeds
from tests.in_process import in_turn
from tests.solving import PLAIN, outcome, without_fairness


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "fan_out", in_turn)


def assert_works(plan: Plan, about: Asked, way: Way) -> None:
    report, before = check(way.instance, way.schedule), check(plan.instance, plan.schedule)
    assert not report.breaches
    assert way.goals == {goal: report.values[goal] - before.values[goal] for goal in way.goals}
    filled = len(Plan(way.instance, way.schedule).planned(about.review.id).reviewers)
    assert filled > len(plan.planned(about.review.id).reviewers)


@settings(effort(25), suppress_health_check=list(HealthCheck))
@given(seeds)
def test_numbers_add_up_and_every_way_out_works(seed: int) -> None:
    rng = Random(seed)
    instance = draw_instance(rng)
    found = outcome(without_fairness(instance)).schedule
    if found is None:
        return
    held = [
        planned for planned in found.reviews if planned.reviewers and planned.review not in instance.fixed_by_review
    ]
    if not held:
        return
    planned = rng.choice(held)
    fewest = max(1, instance.policy.team_size.fewest_reviewers)
    less = planned.model_copy(update={"reviewers": planned.reviewers[1:]})
    if len(planned.reviewers) <= fewest:
        less = PlannedReview(review=planned.review)
    plan = Plan(instance, altered(found, less))
    if check(instance, plan.schedule).breaches:  # the one left was not experienced, say
        return
    about = missing(plan, planned.review)
    shown = funnels(plan, about)
    for funnel in shown:
        assert funnel.everybody == funnel.there + sum(step.out for step in funnel.steps) + len(funnel.free)
        assert not funnel.steps or funnel.steps[-1].left == len(funnel.free)
    ways = ways_out(plan, about, shown, PLAIN)
    assert any(way.change == "nothing" for way in ways), "what was taken away could be put back"
    for way in ways:
        assert_works(plan, about, way)
    assert [way.order for way in ways] == sorted(way.order for way in ways)


LEFT_OUT = {
    "outside-hub": "R0002",
    "locality": "R0002",
    "independence": "R0002",
    "availability": "R0002",
    "one-place": "R0002",
    "lead-load": "L02",
    "reviewer-load": "R0002",
    "school-release": "R0003",
    "team-mix": "R0003",
    "experience": "R0003",
    "phase": "R0002",
    "no-return-visit": "R0003",
    "commitment": "R0003",
}
"""Of each planted instance, without whom a seat stays vacant or a review unheld, because of the planted rule."""


def without(instance: Instance, person: str) -> Instance:
    return instance.model_copy(
        update={
            "reviewers": tuple(one for one in instance.reviewers if one.id != person),
            "leads": tuple(one for one in instance.leads if one.id != person),
        }
    )


@pytest.mark.parametrize("rule", LEFT_OUT)
def test_the_planted_cause_is_named_and_its_way_out_works(rule: str) -> None:
    instance = without_fairness(without(generate_bundled(f"planted-{rule}"), LEFT_OUT[rule]))
    plan = Plan(instance, best(instance))
    vacant = [review for review in instance.reviews if len(plan.planned(review.id).reviewers) < instance.size(review)]
    named, ways = set[str](), list[Way]()
    for review in vacant:
        about = missing(plan, review.id)
        shown = funnels(plan, about)
        named |= {step.rule for funnel in shown for step in funnel.steps}
        ways += ways_out(plan, about, shown, PLAIN)
        for way in ways_out(plan, about, shown, PLAIN):
            assert_works(plan, about, way)
    assert rule in named
    assert any(rule in way.change for way in ways), [way.change for way in ways]


def test_a_host_in_whose_week_the_only_reviewer_hosts_is_told_so() -> None:
    instance = without_fairness(without(generate_bundled("planted-host-week"), "R0003"))
    at_beech = PlannedReview(
        review="review-beech", slot=instance.review_by_id["review-beech"].slots[0], lead="L02", reviewers=("R0002",)
    )
    plan = Plan(instance, Schedule(instance=instance.name, reviews=(PlannedReview(review="review-ash"), at_beech)))
    about = missing(plan, "review-ash")
    shown = funnels(plan, about)
    assert [step.rule for funnel in shown for step in funnel.steps] == ["one-place", "one-place", "host-week"]
    assert "waive host-week for R0001 at review-ash" in [way.change for way in ways_out(plan, about, shown, PLAIN)]


def best(instance: Instance) -> Schedule:
    found = outcome(instance).schedule
    assert found is not None
    return found


def test_a_review_cancelled_for_good_has_no_date_left() -> None:
    """Case only-review: nothing else is left to plan, so the model has no dates at all."""
    instance = tiny.instance(
        *(tiny.school("A"), tiny.school("B", km=30), tiny.reviewer("RB", "B"), tiny.lead("L1")),
        tiny.review("A", possible=()),
    )
    plan = tiny.plan(instance, PlannedReview(review="VA"))
    about = missing(plan, "VA")
    assert replanned(instance, plan.schedule, ["VA"]) is not None
    said = list(from_everybody(plan, about, funnels(plan, about)))
    assert said[1:] == ["School A (VA) has no date left: it was cancelled for good, or all its dates are past."]


def test_a_host_closed_in_every_slot_is_said_to_be_closed() -> None:
    """School A is shut on 11 and 18 September, in both slots that it offers; one slot more, and it is not said."""
    shut = tiny.CALENDAR.model_copy(
        update={"closed": tuple(Days(first=day, last=day) for day in (tiny.day(2, 1), tiny.day(3, 1)))}
    )
    instance = tiny.instance(
        *(shut, tiny.school("A"), tiny.school("B", km=30), tiny.reviewer("RB", "B"), tiny.lead("L1")),
        tiny.review("A", tiny.day(2), tiny.day(3)),
    )
    words = "School A itself is closed on 2018-09-11 and 2018-09-18: that is in every slot which VA can have."
    plan = tiny.plan(instance, PlannedReview(review="VA"))
    about = missing(plan, "VA")
    assert words in list(from_everybody(plan, about, funnels(plan, about)))
    assert words in str(list(ahead(instance, shortages(instance))))
    more = instance.reviews[0].model_copy(update={"slots": (tiny.day(2), tiny.day(4))})
    assert no_date(instance, more) == ""
