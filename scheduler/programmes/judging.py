"""The judge of groups: every rule checked and every goal recounted over plain data, as `scheduler.checking` does."""

from dataclasses import dataclass

from models.finding import Finding
from models.policy import CHANGE_GOAL, QUALITY_GOAL, OrderedGoal
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.checking import NotTrue, contradictions
from scheduler.programmes.joined import Joined
from scheduler.programmes.telling import recount
from scheduler.programmes.unit import Programme


@dataclass(frozen=True)
class GroupsReport:
    """What the judge finds. Fields as of `scheduler.checking.Report`."""

    breaches: tuple[Finding, ...]
    breaches_off: tuple[Finding, ...]
    values: dict[str, int]
    costs: tuple[Finding, ...]


def judge(unit: Programme, instance: ProgrammeInstance, made: Groups) -> GroupsReport:
    """Every breach and every cost of groups."""
    joined = Joined(instance, made)
    on = unit.in_force(instance.policy)
    found = [finding for rule in unit.rules for finding in rule.check(joined)]
    costs = {goal.id: tuple(goal.recount(joined)) for goal in unit.goals}
    if made.before is not None:
        costs[CHANGE_GOAL] = tuple(recount(joined))
    return GroupsReport(
        breaches=tuple(finding for finding in found if finding.rule in on),
        breaches_off=tuple(finding for finding in found if finding.rule not in on),
        values={goal: sum(finding.amount for finding in findings) for goal, findings in costs.items()},
        costs=tuple(finding for findings in costs.values() for finding in findings),
    )


def with_change_goal(goals: tuple[OrderedGoal, ...]) -> tuple[OrderedGoal, ...]:
    """The goals of a repair: how few are told is decided before quality, or last."""
    at = next((n for n, goal in enumerate(goals) if goal.goal == QUALITY_GOAL), len(goals))
    return *goals[:at], OrderedGoal(goal=CHANGE_GOAL), *goals[at:]


def goals_of(instance: ProgrammeInstance, made: Groups) -> tuple[OrderedGoal, ...]:
    """The goals that groups were made for, in their order; those of a repair have one more."""
    return instance.policy.goals if made.before is None else with_change_goal(instance.policy.goals)


def certify(unit: Programme, instance: ProgrammeInstance, made: Groups) -> GroupsReport:
    """The report of groups that keep every rule in force and whose certificate, if it has one, holds.

    Raises NotTrue otherwise.
    """
    report = judge(unit, instance, made)
    reasons = [finding.message for finding in report.breaches]
    if made.certificate is not None:
        reasons += contradictions(made.certificate, report.values, goals_of(instance, made))
    if reasons:
        raise NotTrue(tuple(reasons))
    return report
