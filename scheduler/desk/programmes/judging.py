"""The judge's report on groups, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.programmes.digest import programme_sha256
from models.programmes.groups import Groups, GroupsCertificate
from models.programmes.instance import ProgrammeInstance
from models.schedule import GoalResult, Status
from scheduler.checking import contradictions
from scheduler.programmes import programme_of
from scheduler.programmes.judging import GroupsReport, goals_of, judge
from scheduler.programmes.telling import CHANGE
from scheduler.programmes.unit import Programme
from scheduler.showing.reports import findings, one_word
from scheduler.showing.table import Table
from scheduler.words import count, listed

_ENDINGS = {
    Status.INFEASIBLE: "No groups are possible. What clashes:",
    Status.UNKNOWN: "No groups were found in the time; whether there are any could not be told.",
    Status.MODEL_INVALID: "The solver refused the model: this is a fault of the program, please report it.",
}


@dataclass(frozen=True)
class GroupsJudgement:
    """The judge's report on groups, and whether their certificate keeps its word."""

    unit: Programme
    instance: ProgrammeInstance
    made: Groups
    report: GroupsReport
    false_claims: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether no rule in force is broken and no claim of the certificate is false."""
        return not self.report.breaches and not self.false_claims

    @property
    def same_instance(self) -> bool:
        """Whether the certificate was made for these facts."""
        certificate = self.made.certificate
        return certificate is not None and certificate.instance_sha256 == programme_sha256(self.instance)

    @property
    def goals(self) -> Table:
        """Each goal recounted, with what is known of it: those decided in their order, then the others."""
        certificate = self.made.certificate
        claimed = {result.goal: result for result in certificate.goals} if certificate else {}
        counts = {goal.id: goal.counts for goal in (*self.unit.goals, CHANGE)}
        order = dict.fromkeys((*(goal.goal for goal in goals_of(self.instance, self.made)), *self.report.values))
        rows = []
        for goal in order:
            result = claimed.get(goal)
            bound = None if result is None else result.bound
            known = "" if result is None else _known(result)
            rows.append((goal, self.report.values[goal], bound, counts[goal], known))
        columns = "Goal", "Value", "Bound", "Counts", "What is known"
        note = "Fewer is better. Bound: no groups can be better, given the goals before." if claimed else ""
        return Table("goals", "Goals in their order", columns, tuple(rows), note)

    def as_data(self) -> dict[str, Any]:
        """The judgement for machines."""
        certificate = self.made.certificate
        return {
            "passes": self.passes,
            "breaches": [finding.model_dump(mode="json") for finding in self.report.breaches],
            "breaches_of_rules_off": [finding.model_dump(mode="json") for finding in self.report.breaches_off],
            "false_claims": list(self.false_claims),
            "goals": self.report.values,
            "costs": [finding.model_dump(mode="json") for finding in self.report.costs],
            "certificate": certificate.model_dump(mode="json") if certificate else None,
        }

    @property
    def parts(self) -> Iterator[Table | str]:
        """The judgement for eyes."""
        if self.report.breaches:
            yield findings("breaches", "Breaches of rules in force", self.report.breaches)
        else:
            yield "No rule in force is broken."
        if off := self.instance.policy.without:
            title = f"Switched off: {listed(off)}. Breaches, listed but not counted"
            yield findings("breaches_of_rules_off", title, self.report.breaches_off)
        yield self.goals
        if self.false_claims:
            claims = tuple((claim,) for claim in self.false_claims)
            yield Table("false_claims", "What the certificate claims and the recount contradicts", ("Claim",), claims)
        if self.made.certificate is None:
            yield "The groups have no certificate: nothing is claimed about how good they are."
        elif not self.same_instance:
            yield (
                "The certificate was made for another version of this instance: its bounds say nothing about this one. "
                "Solve again to have it renewed."
            )
        wrong = [count(len(self.report.breaches), "breach", "breaches")] if self.report.breaches else []
        wrong += [count(len(self.false_claims), "false claim")] if self.false_claims else []
        yield f"The groups do not pass: {listed(wrong)}." if wrong else "The groups pass."


def judged(instance: ProgrammeInstance, made: Groups) -> GroupsJudgement:
    """Every rule checked, every goal recounted, every claim of the certificate held against it."""
    unit = programme_of(instance)
    report = judge(unit, instance, made)
    claims = contradictions(made.certificate, report.values, goals_of(instance, made)) if made.certificate else ()
    return GroupsJudgement(unit, instance, made, report, tuple(claims))


def _known(result: GoalResult) -> str:
    if result.is_agreed:
        return "proven: no groups are better"
    if result.value == result.bound:
        return f"best found, not proven: {one_word(result)}"
    return f"not proven: at best {result.value - result.bound:,} fewer"


def ending(status: Status, certificate: GroupsCertificate | None, *, interrupted: bool = False) -> str:
    """How a search ended, in words."""
    said = _ENDINGS.get(status, "")
    if certificate is not None:
        left = [result.goal for result in certificate.goals if not result.is_agreed]
        more = "--work-limit" if certificate.deterministic else "--time-limit-seconds"
        said = f"Not proven: {listed(left)}. A higher {more} may settle it."
        if status == Status.OPTIMAL and not left:
            said = "Every goal is proven: no groups are better."
    return f"Interrupted. {said}" if interrupted else said
