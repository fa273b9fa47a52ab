"""The judge of groups: every rule checked and every goal recounted over plain data, as `scheduler.checking` does."""

from dataclasses import dataclass

from models.finding import Finding
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.checking import NotTrue, contradictions
from scheduler.programmes.joined import Joined
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
    on = {rule.id for rule in unit.rules if rule.always_on or instance.policy.is_on(rule.id)}
    found = [finding for rule in unit.rules for finding in rule.check(joined)]
    costs = {goal.id: tuple(goal.recount(joined)) for goal in unit.goals}
    return GroupsReport(
        breaches=tuple(finding for finding in found if finding.rule in on),
        breaches_off=tuple(finding for finding in found if finding.rule not in on),
        values={goal: sum(finding.amount for finding in findings) for goal, findings in costs.items()},
        costs=tuple(finding for findings in costs.values() for finding in findings),
    )


def certify(unit: Programme, instance: ProgrammeInstance, made: Groups) -> GroupsReport:
    """The report of groups that keep every rule in force and whose certificate, if it has one, holds.

    Raises NotTrue otherwise.
    """
    report = judge(unit, instance, made)
    reasons = [finding.message for finding in report.breaches]
    if made.certificate is not None:
        reasons += contradictions(made.certificate, report.values, instance.policy.goals)
    if reasons:
        raise NotTrue(tuple(reasons))
    return report
