"""The judge: every rule checked and every goal recounted over plain data, and a certificate held against both.

Works on any schedule, also one edited by hand, and knows nothing of the search: neither ortools nor highspy is loaded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.finding import Finding
from models.instance import Instance, Waiver
from models.policy import OrderedGoal
from models.schedule import GoalResult, Proven, Schedule, Status
from scheduler.goals import GOALS
from scheduler.plan import Plan
from scheduler.rules import RULES


@dataclass(frozen=True)
class Report:
    """What the judge finds in a schedule.

    breaches: of rules in force, and what stays of others. breaches_off: of rules that are switched off. values: each
    goal's value. costs: what the values are made of. waivers: every rule set aside for somebody.
    """

    breaches: tuple[Finding, ...]
    breaches_off: tuple[Finding, ...]
    values: dict[str, int]
    costs: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]


class NotTrue(Exception):
    """A schedule breaks a rule in force, or claims what its recount contradicts. Carries every reason."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


def check(instance: Instance, schedule: Schedule) -> Report:
    """Every breach and every cost of a schedule."""
    plan = Plan(instance, schedule)
    in_force = _in_force(plan)
    counted = set(in_force)
    off = (finding for rule in RULES if not plan.policy.is_on(rule.id) for finding in rule.check(plan))
    costs = {goal.id: tuple(goal.recount(plan)) for goal in GOALS}
    return Report(
        breaches=in_force,
        breaches_off=tuple(finding for finding in off if finding not in counted),
        values={goal: sum(finding.amount for finding in findings) for goal, findings in costs.items()},
        costs=tuple(finding for findings in costs.values() for finding in findings),
        waivers=instance.waivers,
    )


def breaches(instance: Instance, schedule: Schedule) -> tuple[Finding, ...]:
    """Breaches of rules in force alone, in the order of the rules: what `check` finds of them, sooner."""
    return _in_force(Plan(instance, schedule))


def _in_force(plan: Plan) -> tuple[Finding, ...]:
    on = plan.policy.is_on
    return tuple(found for rule in RULES for found in (rule.check if on(rule.id) else rule.stays)(plan))


def certify(instance: Instance, schedule: Schedule) -> Report:
    """The report of a schedule that keeps every rule in force and whose certificate, if it has one, holds.

    Raises NotTrue otherwise.
    """
    report = check(instance, schedule)
    reasons = [finding.message for finding in report.breaches]
    if schedule.certificate is not None:
        reasons += contradictions(schedule.certificate, report.values, instance.policy.goals)
    if reasons:
        raise NotTrue(tuple(reasons))
    return report


def contradictions(certificate: Proven, values: dict[str, int], policy: Sequence[OrderedGoal]) -> Iterator[str]:
    """Where a certificate contradicts itself, the policy's goals, or the recounted values."""
    ordered = [goal.goal for goal in policy]
    claimed = [result.goal for result in certificate.goals]
    if claimed != [goal for goal in ordered if goal in claimed]:
        yield f"The certificate lists the goals {claimed}, not in the policy's order {ordered}."
    if certificate.status not in (Status.OPTIMAL, Status.FEASIBLE):
        yield f"The certificate's status is {certificate.status}, yet there is a schedule."
    if certificate.status == Status.OPTIMAL:
        proven = [result.goal for result in certificate.goals if result.proven]
        missing = [goal for goal in ordered if goal not in proven]
        if missing:
            yield f"The certificate's status is optimal, yet these goals are not proven: {', '.join(missing)}."
    goals = {goal.goal: goal for goal in policy}
    for result in certificate.goals:
        if result.goal in goals:
            yield from _contradictions_of(result, goals[result.goal], values[result.goal])


def _contradictions_of(result: GoalResult, goal: OrderedGoal, recounted: int) -> Iterator[str]:
    name = f"Goal {result.goal}"
    if result.final != recounted:
        yield f"{name} is said to be {result.final} {result.unit}, and the recount gives {recounted}."
    if result.bound > result.value:
        yield f"{name} was decided at {result.value}, below its own bound {result.bound}."
    if result.final < result.bound:
        yield f"{name} ends at {result.final}, below its own bound {result.bound}."
    if result.proven != (result.value == result.bound) and not (result.alone and not result.proven):
        said = "proven" if result.proven else "not proven"
        yield f"{name} is said to be {said}, with value {result.value} and bound {result.bound}."
    most = goal.highest(result.value)
    if result.final > most:
        yield f"{name} was decided at {result.value} and ends at {result.final}: at most {most} was allowed."
