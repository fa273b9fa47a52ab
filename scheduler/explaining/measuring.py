"""What a small change of a schedule breaks and costs, looked at where it matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.finding import Finding
from models.instance import Instance
from models.schedule import PlannedReview, Schedule
from scheduler.changes.places import altered
from scheduler.checking import breaches
from scheduler.explaining.around import Surroundings
from scheduler.goals import GOALS
from scheduler.plan import Plan


@dataclass(frozen=True)
class Effect:
    """What a change newly breaks; if nothing, by how much it raises each goal of the policy (below 0: lowers it)."""

    breaches: tuple[Finding, ...]
    goals: dict[str, int]

    @property
    def order(self) -> tuple[int, ...]:
        """What effects are ranked by: the goals, in the policy's order."""
        return tuple(self.goals.values())


def values(instance: Instance, schedule: Schedule) -> dict[str, int]:
    """Each goal of the policy, recounted, in the policy's order."""
    plan, recounts = Plan(instance, schedule), {goal.id: goal.recount for goal in GOALS}
    ordered = (goal.goal for goal in instance.policy.goals)
    return {goal: sum(finding.amount for finding in recounts[goal](plan)) for goal in ordered}


def effect(surroundings: Surroundings, changed: Sequence[PlannedReview]) -> Effect:
    """The effect of planning some reviews otherwise, at the dates they have."""
    people: set[str] = set()
    for planned in changed:
        before = surroundings.plan.planned(planned.review)
        people |= {one for one in (before.lead, planned.lead) if before.lead != planned.lead and one is not None}
        people |= set(before.reviewers) ^ set(planned.reviewers)
    return difference(*surroundings.of([planned.review for planned in changed], people), changed)


def difference(instance: Instance, schedule: Schedule, changed: Sequence[PlannedReview]) -> Effect:
    """The effect within this instance."""
    there = altered(schedule, *changed)
    found = breaches(instance, there)
    known = set(breaches(instance, schedule)) if found else set()
    new = tuple(breach for breach in found if breach not in known)
    if new:
        return Effect(new, {})
    before = values(instance, schedule)
    return Effect((), {goal: value - before[goal] for goal, value in values(instance, there).items()})
