"""The judge's report, the end of a search, and the rules, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.digest import instance_sha256
from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from models.schedule import Certificate, GoalResult, Schedule, Status
from scheduler.checking import Report, check, contradictions
from scheduler.goals import GOALS
from scheduler.plan import Plan, whole_km
from scheduler.rules import RULES
from scheduler.showing.figures import waivers
from scheduler.showing.table import Table

_STATUS = {
    Status.OPTIMAL: "every goal is proven: no schedule is better",
    Status.FEASIBLE: "a schedule that keeps every rule in force; not every goal is proven",
    Status.INFEASIBLE: "no schedule is possible",
    Status.UNKNOWN: "no schedule was found in the time; whether there is one could not be told",
    Status.MODEL_INVALID: "the solver refused the model: this is a fault of the program, please report it",
}


@dataclass(frozen=True)
class Judgement:
    """The judge's report on a schedule, and whether its certificate keeps its word."""

    report: Report
    certificate: Certificate | None
    false_claims: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether no rule in force is broken and no claim of the certificate is false."""
        return not self.report.breaches and not self.false_claims

    def as_data(self) -> dict[str, Any]:
        """The judgement for machines."""
        return {
            "passes": self.passes,
            "breaches": [finding.model_dump(mode="json") for finding in self.report.breaches],
            "breaches_of_rules_off": [finding.model_dump(mode="json") for finding in self.report.breaches_off],
            "false_claims": list(self.false_claims),
            "goals": self.report.values,
            "costs": [finding.model_dump(mode="json") for finding in self.report.costs],
            "certificate": self.certificate.model_dump(mode="json") if self.certificate else None,
            "waivers": [waiver.model_dump(mode="json") for waiver in self.report.waivers],
            "notes": list(self.notes),
        }

    def parts(self, instance: Instance) -> Iterator[Table | str]:
        """The judgement for eyes."""
        yield _findings("Breaches of rules in force", self.report.breaches)
        if self.report.breaches_off:
            yield _findings("Breaches of rules that are switched off (listed, not counted)", self.report.breaches_off)
        yield self._goals(instance.policy)
        if self.false_claims:
            claims = tuple((claim,) for claim in self.false_claims)
            yield Table("What the certificate says and the recount contradicts", ("Claim",), claims)
        yield waivers(instance)
        yield from self.notes
        yield "The schedule passes." if self.passes else "The schedule does not pass."

    def _goals(self, policy: Policy) -> Table:
        claimed = {result.goal: result for result in self.certificate.goals} if self.certificate else {}
        units = {goal.id: goal.unit for goal in GOALS}
        return Table(
            title="Goals, recounted",
            columns=("Goal", "Recounted", "Claimed", "Bound", "Counts"),
            rows=tuple(
                (
                    goal.goal,
                    self.report.values[goal.goal],
                    claimed[goal.goal].final if goal.goal in claimed else None,
                    claimed[goal.goal].bound if goal.goal in claimed else None,
                    units[goal.goal],
                )
                for goal in policy.goals
            ),
        )


def judge(instance: Instance, schedule: Schedule) -> Judgement:
    """Every rule checked, every goal recounted, every claim of the certificate held against it."""
    report, certificate = check(instance, schedule), schedule.certificate
    if certificate is None:
        note = "The schedule has no certificate: nothing is claimed about how good it is."
        return Judgement(report, None, (), (note,))
    claims = tuple(contradictions(certificate, report.values, instance.policy))
    return Judgement(report, certificate, claims, tuple(_notes(instance, certificate)))


def _notes(instance: Instance, certificate: Certificate) -> Iterator[str]:
    if certificate.instance_sha256 != instance_sha256(instance):
        yield (
            "The certificate was made for another version of this instance: its bounds say nothing about this one. "
            "Solve again to have it renewed."
        )
    only_there = sorted(set(certificate.rules_off) - set(instance.policy.without))
    if only_there:
        options = " ".join(f"--without {rule}" for rule in only_there)
        yield f"The schedule was made without {', '.join(only_there)}: add {options} to check it the same way."


def goals_table(plan: Plan, certificate: Certificate) -> Table:
    """What is proven about a schedule, goal by goal, in plain words."""
    return Table(
        title=f"Goals in order ({_STATUS[certificate.status]})",
        columns=("Goal", "Decided", "Bound", "Final", "Counts", "What is known"),
        rows=tuple(
            (result.goal, result.value, result.bound, result.final, result.unit, _known(result, plan))
            for result in certificate.goals
        ),
    )


def _known(result: GoalResult, plan: Plan) -> str:
    if result.proven:
        return "proven: no schedule does better"
    room = result.value - result.bound
    if result.goal != "quality":
        return f"not proven: at most {room:,} better is possible"
    km = sum(whole_km(seat.home, seat.held.host) for seat in plan.seats)
    km += sum(whole_km(held.lead, held.host) for held in plan.held if held.lead is not None)
    return f"not proven: within {room / km:.2%} of the best possible" if km else "not proven"


def ending(status: Status, interrupted: bool) -> str:
    """How a search ended, in words."""
    return f"{'Interrupted: ' if interrupted else ''}{_STATUS[status]}."


def rules_table(policy: Policy) -> Table:
    """All rules with the numbers in force."""
    return Table(
        title="Rules",
        columns=("Rule", "In force", "Can be switched off", "Sentence"),
        rows=tuple(
            (
                rule.id,
                "on" if policy.is_on(rule.id) else "OFF",
                "no" if rule.always_on else "yes",
                rule.sentence(policy),
            )
            for rule in RULES
        ),
    )


def goals_in_order(policy: Policy) -> Table:
    """All goals in the policy's order; those it does not pursue stand last."""
    orders = _orders(policy)
    return Table(
        title="Goals, each decided before the next is looked at",
        columns=("Order", "Goal", "Later goals may give back", "Sentence"),
        rows=tuple(
            (orders[goal.id][0], goal.id, orders[goal.id][1], goal.sentence(policy))
            for goal in sorted(GOALS, key=lambda goal: orders[goal.id][0] or len(orders))
        ),
    )


def _orders(policy: Policy) -> dict[str, tuple[int | None, str]]:
    """Each goal's place in the order, None if it is not pursued, and its tolerance in words."""
    units = {goal.id: goal.unit for goal in GOALS}
    orders: dict[str, tuple[int | None, str]] = dict.fromkeys(units, (None, "not pursued"))
    for n, goal in enumerate(policy.goals, 1):
        given = [f"{goal.tolerance} {units[goal.goal]}"] if goal.tolerance else []
        given += [f"{goal.tolerance_percent:g} %"] if goal.tolerance_percent else []
        orders[goal.goal] = (n, " and ".join(given) or "nothing")
    return orders


def _findings(title: str, findings: tuple[Finding, ...]) -> Table:
    rows = tuple((finding.rule, finding.amount, finding.message) for finding in findings)
    return Table(f"{title}: {len(findings):,}", ("Rule", "Amount", "What"), rows)
