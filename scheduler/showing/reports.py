"""The judge's report, the end of a search, and the rules, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from models.digest import instance_sha256
from models.finding import Finding
from models.instance import Instance
from models.policy import CHANGE_GOAL, QUALITY_GOAL, Policy
from models.schedule import SOLVERS, Certificate, GoalResult, Schedule, Status
from scheduler.checking import Report, check, contradictions
from scheduler.goals import GOAL_BY_ID, GOALS
from scheduler.plan import Plan
from scheduler.rules import RULES
from scheduler.showing.figures import how_journeys_count, waivers
from scheduler.showing.table import Table
from scheduler.showing.units import COUNTED, shown
from scheduler.words import count, listed

_ENDINGS = {
    Status.INFEASIBLE: "No schedule is possible. What clashes:",
    Status.UNKNOWN: "No schedule was found in the time; whether there is one could not be told.",
    Status.MODEL_INVALID: "The solver refused the model: this is a fault of the program, please report it.",
}


@dataclass(frozen=True)
class Judgement:
    """The judge's report on a schedule, and whether its certificate keeps its word."""

    report: Report
    certificate: Certificate | None
    false_claims: tuple[str, ...]
    notes: tuple[str, ...]
    same_instance: bool
    off: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether no rule in force is broken and no claim of the certificate is false."""
        return not self.report.breaches and not self.false_claims

    @property
    def proves(self) -> bool:
        """Whether the certificate says something true about this schedule of this instance."""
        return self.certificate is not None and self.same_instance and self.passes

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
        if self.report.breaches:
            yield findings("breaches", "Breaches of rules in force", self.report.breaches)
        else:
            yield "No rule in force is broken."
        if self.off:
            title = f"Switched off: {listed(self.off)}. Breaches, listed but not counted"
            yield findings("breaches_of_rules_off", title, self.report.breaches_off)
        yield self._goals(instance.policy)
        if self.false_claims:
            yield from self._contradicted()
        yield from waivers(instance)
        yield from self.notes
        yield self._verdict()

    def _goals(self, policy: Policy) -> Table:
        claimed = {result.goal: result for result in self.certificate.goals} if self.certificate else {}
        return Table(
            key="goals",
            title="Goals, recounted",
            columns=("Goal", "Recounted", "Claimed", "Bound", "Counts"),
            rows=tuple(
                (
                    goal.goal,
                    shown(goal.goal, self.report.values[goal.goal]),
                    shown(goal.goal, claimed[goal.goal].final) if goal.goal in claimed else None,
                    shown(goal.goal, claimed[goal.goal].bound) if goal.goal in claimed else None,
                    COUNTED[goal.goal],
                )
                for goal in policy.goals
            ),
            note="Claimed, bound: by the certificate." if claimed else "",
        )

    def _contradicted(self) -> Iterator[Table | str]:
        claims = tuple((claim,) for claim in self.false_claims)
        yield Table("false_claims", "What the certificate claims and the recount contradicts", ("Claim",), claims)
        yield (
            "In a schedule that was changed by hand, the certificate still speaks of the one before. Without the key "
            '"certificate" in the file, only the rules are checked.'
        )

    def _verdict(self) -> str:
        if self.passes:
            return "The schedule passes."
        wrong = [count(len(self.report.breaches), "breach", "breaches")] if self.report.breaches else []
        wrong += [count(len(self.false_claims), "false claim")] if self.false_claims else []
        return f"The schedule does not pass: {listed(wrong)}."


def judge(instance: Instance, schedule: Schedule) -> Judgement:
    """Every rule checked, every goal recounted, every claim of the certificate held against it."""
    report, certificate = check(instance, schedule), schedule.certificate
    journeys = tuple(how_journeys_count(Plan(instance, schedule)))
    if certificate is None:
        note = "The schedule has no certificate: nothing is claimed about how good it is."
        return Judgement(report, None, (), (*journeys, note), same_instance=True, off=instance.policy.without)
    claims = tuple(contradictions(certificate, report.values, instance.policy.goals))
    same = certificate.instance_sha256 == instance_sha256(instance)
    notes = (*journeys, *_notes(instance, certificate, same))
    return Judgement(report, certificate, claims, notes, same, instance.policy.without)


def _notes(instance: Instance, certificate: Certificate, same_instance: bool) -> Iterator[str]:
    if not same_instance:
        yield (
            "The certificate was made for another version of this instance: its bounds say nothing about this one. "
            "Solve again to have it renewed."
        )
    if certificate.among:
        yield f"The certificate's bounds and proofs hold among {certificate.among}, not among all that are possible."
    for result in certificate.goals:
        if result.proven and not result.is_agreed:
            yield f"The certificate calls {result.goal} proven, which is not counted as proven: {one_word(result)}."
    only_there = sorted(set(certificate.rules_off) - set(instance.policy.without))
    if only_there:
        options = " ".join(f"--without {rule}" for rule in only_there)
        yield f"The schedule was made without {listed(only_there)}: add {options} to check it the same way."


def goals_table(plan: Plan, certificate: Certificate) -> Table:
    """What is proven about a schedule, goal by goal, in plain words."""
    return Table(
        key="goals",
        title="Goals in their order",
        columns=("Goal", "Decided", "Bound", "Final", "Counts", "What is known"),
        rows=tuple(
            (
                result.goal,
                *(shown(result.goal, number) for number in (result.value, result.bound, result.final)),
                COUNTED[result.goal],
                _known(result, plan),
            )
            for result in certificate.goals
        ),
        note=(
            "Fewer is better. Decided: the best found, held against all later goals. Bound: no schedule can be better. "
            "Final: in this schedule, after later goals used what the policy lets them give back."
            + (" Missing reviewers are counted at the end of each term." if len(plan.instance.terms) > 1 else "")
            + (f" All of it among {certificate.among}." if certificate.among else "")
        ),
    )


def _known(result: GoalResult, plan: Plan) -> str:
    if result.is_agreed:
        return f"proven: {GOAL_BY_ID[result.goal].not_better}"
    if result.value == result.bound:
        return f"best found, not proven: {one_word(result)}"
    room = result.value - result.bound
    if result.goal == QUALITY_GOAL:
        km = sum(seat.km for seat in plan.seats) + sum(held.lead_km for held in plan.held)
        return f"not proven: at best {room:,} fewer ({100 * room / max(1, km):.2f} % of all km)"
    return f"not proven: at best {shown(result.goal, room):,} fewer ({100 * room / result.value:.0f} %)"


def one_word(result: GoalResult) -> str:
    """On whose word alone nothing is better than a goal's value, and who has not confirmed it."""
    if result.alone is None:
        return "the certificate does not say who has shown that nothing is better"
    other = next(name for name in SOLVERS if name != result.alone)
    return f"{result.alone} alone says that nothing is better, {other} has not confirmed it"


def ending(status: Status, certificate: Certificate | None, policy: Policy, *, interrupted: bool = False) -> str:
    """How a search ended, in words."""
    said = _ENDINGS.get(status, "")
    if certificate is not None:
        proven = {result.goal for result in certificate.goals if result.is_agreed}
        left = [goal.goal for goal in policy.goals if goal.goal not in proven]
        more = "--work-limit" if certificate.deterministic else "--time-limit-seconds"
        said = f"Not proven: {listed(left)}. A higher {more} may settle it."
        if status == Status.OPTIMAL and not left:
            said = "Every goal is proven: no schedule is better."
    return f"Interrupted. {said}" if interrupted else said


def rules_table(policy: Policy) -> Table:
    """All rules with the numbers in force."""
    return Table(
        key="rules",
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
        key="goals",
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
    orders[CHANGE_GOAL] = (None, "pursued in repairs only, before quality")
    for n, goal in enumerate(policy.goals, 1):
        given = [f"{goal.tolerance} {units[goal.goal]}"] if goal.tolerance else []
        given += [f"{goal.tolerance_percent:g} %"] if goal.tolerance_percent else []
        orders[goal.goal] = (n, " and ".join(given) or "nothing")
    return orders


def findings(key: str, title: str, found: Iterable[Finding]) -> Table:
    """Breaches, each with the amount by which it passes the limit."""
    rows = tuple((finding.rule, finding.amount, finding.message) for finding in found)
    return Table(key, f"{title}: {len(rows):,}", ("Rule", "Over by", "What"), rows)
