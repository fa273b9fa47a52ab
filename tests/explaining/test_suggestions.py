"""Suggestions pass the checks, say their true effect, and on small instances the best is the best of all chains."""

from collections.abc import Iterator
from random import Random

from hypothesis import example, given

from models.problem import InvalidInput
from models.schedule import PlannedReview, Schedule
from scheduler.changes.places import altered, asked
from scheduler.checking import check
from scheduler.explaining.obstacles import why_nobody
from scheduler.explaining.suggestions import MOST_MOVES, suggestions
from scheduler.plan import Plan
from tests import tiny
from tests.drawing import draw_instance, effort, seeds
from tests.solving import outcome


def all_chains(plan: Plan, schedule: Schedule, review: str, movers: frozenset[str], left: int) -> Iterator[Schedule]:
    """Every schedule in which an open seat is taken in so many moves or fewer, valid or not."""
    team = PlannedReview(review=review)
    for planned in schedule.reviews:
        if planned.review == review:
            team = planned
    for person in plan.instance.reviewer_by_id:
        if person in movers or person in team.reviewers or left == 0:
            continue
        joined = altered(schedule, team.model_copy(update={"reviewers": tuple(sorted((*team.reviewers, person)))}))
        yield joined
        for other in plan.schedule.reviews:
            if person in other.reviewers and other.review != review:
                now = next(each for each in joined.reviews if each.review == other.review)
                stay = tuple(one for one in now.reviewers if one != person)
                emptied = altered(joined, now.model_copy(update={"reviewers": stay}))
                yield from all_chains(plan, emptied, other.review, movers | {person}, left - 1)


@effort(60)
@example(5)
@example(9925)  # the best chain passes twice through the same review
@given(seeds)
def test_the_best_is_the_best_of_all_chains(seed: int) -> None:
    instance = draw_instance(Random(seed))
    found = outcome(instance).schedule
    if found is None:
        return
    plan, before = Plan(instance, found), check(instance, found).values
    goals = [goal.goal for goal in instance.policy.goals]
    for planned in found.reviews:
        for leaver in planned.reviewers[:1]:
            about = asked(plan, f"{planned.review}/{leaver}")
            made = suggestions(plan, about, 50)
            alone = [one.moves[0].person for one in suggestions(plan, about, 50, moves=1)]
            free = {answer.person for answer in why_nobody(plan, about, instance.reviewer_by_id) if answer.is_free}
            assert (len(alone), set(alone)) == (len(free), free)
            stay = tuple(one for one in planned.reviewers if one != leaver)
            emptied = altered(found, planned.model_copy(update={"reviewers": stay}))
            best = None
            for schedule in all_chains(plan, emptied, planned.review, frozenset({leaver}), MOST_MOVES):
                report = check(instance, schedule)
                if not report.breaches:
                    order = tuple(report.values[goal] - before[goal] for goal in goals)
                    best = order if best is None or order < best else best
            assert (made[0].effect.order if made else None) == best
            for one in made:
                report = check(instance, one.schedule)
                assert not report.breaches
                assert one.effect.goals == {goal: report.values[goal] - before[goal] for goal in goals}


def plan_of_leads(*others: PlannedReview) -> Plan:
    instance = tiny.instance(
        tiny.school("A"),
        tiny.school("B", km=30),
        tiny.school("C", km=60),
        tiny.review("A", size=1),
        tiny.review("C", size=1),
        tiny.lead("L1"),
        tiny.lead("L2", km=60),
        tiny.lead("L3", km=300),
        tiny.reviewer("R1", "B", offers_two=True),
    )
    return tiny.plan(instance, tiny.held("A", "L1", "R1"), *others)


def test_a_lead_who_leads_elsewhere_that_week_leaves_that_to_another() -> None:
    plan = plan_of_leads(tiny.held("C", "L2", on=tiny.day(1)))
    made = suggestions(plan, asked(plan, "VA/lead"), 5)
    assert [[(move.person, move.leaves) for move in one.moves] for one in made] == [
        [("L3", None)],
        [("L2", "VC"), ("L3", None)],
    ]
    assert [one.effect.goals["quality"] for one in made] == [300, 300]


def test_a_seat_of_a_complete_team_must_be_named() -> None:
    plan = plan_of_leads()
    try:
        suggestions(plan, asked(plan, "VA"), 5)
    except InvalidInput as refusal:
        assert "Name it: VA/R1 or VA/lead." in str(refusal)
    else:
        raise AssertionError("not refused")
