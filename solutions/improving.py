"""Whether a schedule is better than the stored one, and its storing.

Goals are compared in the policy's order by the values at which they were decided; the first that differs says which
schedule is better. Where none differs, the one is better of which more is known, or else the one that gives back less.
A better one takes over what of the stored one's proofs holds for it (`proofs`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.digest import instance_sha256
from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import GoalResult, Schedule
from scheduler.checking import NotTrue, certify
from scheduler.goals.fairness import GOAL as FAIRNESS
from scheduler.plan import Plan
from scheduler.showing.units import COUNTED, shown
from scheduler.solvers.options import Options, Outcome
from scheduler.solving import Report, search
from scheduler.storage import check_can_save, dumps, load_schedule, save
from scheduler.words import listed
from solutions.make_readme import page
from solutions.proofs import certificate_of, contradictions, fair_m, results_of, with_proofs_of


class Refused(Exception):
    """A schedule that is not stored. Carries every reason."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


@dataclass(frozen=True)
class Improvement:
    """A schedule to store, with all that is known of it, and why it is better."""

    schedule: Schedule
    reason: str


# Files


def check_can_store(folder: Path) -> None:
    """Refuse early to change what an installation brought along.

    Raises:
        InvalidInput: the folder belongs to no checkout, or cannot be written.
    """
    if not (folder.parent / "pyproject.toml").is_file():
        remedy = "Run python -m solutions in the project's own folder, where pyproject.toml lies."
        found = "the solutions of an installed copy"
        raise InvalidInput([Problem(where=str(folder), value=found, expected="those of a checkout", remedy=remedy)])
    check_can_save(folder / "README.md")


def stored_schedule(instance: Instance, folder: Path) -> Schedule | None:
    """The stored schedule of a bundled instance, if there is one."""
    file = folder / f"{instance.name}.json"
    return load_schedule(file, instance) if file.exists() else None


def store(instance: Instance, candidate: Schedule, folder: Path) -> Improvement:
    """Put a better schedule in the place of the stored one, and into the table of README.md.

    Raises:
        Refused: it is not better. Nothing is touched.
        InvalidInput: a file of the folder cannot be read or written.
    """
    check_can_store(folder)
    better = improvement(instance, stored_schedule(instance, folder), candidate)
    certify(instance, better.schedule)
    table = page(folder, better.schedule)
    save(folder / f"{instance.name}.json", dumps(better.schedule))
    save(folder / "README.md", table)
    return better


def search_from(
    stored: Schedule | None, instance: Instance, options: Options, report: Report, start: Schedule | None
) -> Outcome:
    """The work of the child. After a crash `start` is the best schedule so far, which is none the worse."""
    return search(instance, options, report, start or stored)


# What a solution is


def doubts(instance: Instance, schedule: Schedule) -> Iterator[str]:
    """Why a schedule is no solution of the instance; nothing if it is one."""
    certificate = schedule.certificate
    if certificate is None:
        yield "It has no certificate: nothing says how its goals were decided. Store what a search has made."
        return
    if schedule.instance != instance.name or certificate.instance_sha256 != instance_sha256(instance):
        yield f"It was made for another instance than {instance.name!r} as it is now. Solve that one."
        return
    if off := sorted({*certificate.rules_off, *instance.policy.without}):
        yield f"It was made without {listed(off)}."
    if certificate.interrupted:
        yield "Its search was interrupted: the goals were not decided to the end."
    if missing := [goal.goal for goal in instance.policy.goals if goal.goal not in results_of(schedule)]:
        yield f"Its certificate says nothing about {listed(missing)}."
    if FAIRNESS.id in results_of(schedule) and certificate.fair_visit_m is None:
        yield "Its certificate does not say beyond how many metres a visit fairness counts."
    try:
        certify(instance, schedule)
    except NotTrue as error:
        yield from error.reasons


def _unnamed(schedule: Schedule) -> Iterator[str]:
    """A goal is proven where somebody named has closed it, and not by one solver alone."""
    for result in results_of(schedule).values():
        if result.proven and not result.closed_by:
            yield f"Goal {result.goal} is said to be proven, and nobody is named who has closed it. Solve again."
        if result.closed_by and not result.proven and not result.alone:
            yield f"Goal {result.goal} is said to be closed by {listed(result.closed_by)}, and is not proven."


# Which is better


def improvement(instance: Instance, stored: Schedule | None, candidate: Schedule) -> Improvement:
    """The candidate, with what the stored schedule's certificate proves for it too.

    A stored schedule that is no solution of the instance as it is now gives way to any that is.

    Raises:
        Refused: the candidate is no solution, worse, equal, or not comparable, or a bound contradicts a schedule.
    """
    if reasons := [*doubts(instance, candidate)] or [*_unnamed(candidate)]:
        raise Refused(*reasons)
    if stored is None:
        return Improvement(candidate, "It is the first one.")
    if any(doubts(instance, stored)):
        return Improvement(candidate, "The stored one is no solution of the instance as it is now.")
    wrong = [f"The new schedule has {said}." for said in contradictions(instance, stored, candidate)]
    wrong += [f"The stored schedule has {said}." for said in contradictions(instance, candidate, stored)]
    if wrong:
        raise Refused(*wrong, "One of the two certificates is wrong: find out which before either is stored.")
    merged = with_proofs_of(instance, stored, candidate)
    for goal in results_of(candidate):
        if gain := _gain(instance, goal, stored, candidate):
            said = f"Goal {goal}, the first that differs: {shown(goal, abs(gain)):,} {COUNTED[goal]}"
            if gain < 0:
                raise Refused(f"{said} more than in the stored schedule.")
            return Improvement(merged, f"{said} fewer than before.")
    return Improvement(merged, _tie_broken(results_of(stored), results_of(merged)))


def _gain(instance: Instance, goal: str, stored: Schedule, candidate: Schedule) -> int:
    """By how much the candidate is better in a goal; below 0 if it is worse.

    Two values of fairness mean nothing to each other where the two schedules call other distances fair. Both are then
    recounted by either's: only what is better by both is better.
    """
    fair = sorted({fair_m(stored), fair_m(candidate)})
    if goal != FAIRNESS.id or len(fair) == 1:
        return results_of(stored)[goal].value - results_of(candidate)[goal].value
    gains = [_fairness(instance, stored, metres) - _fairness(instance, candidate, metres) for metres in fair]
    if min(gains) < 0 < max(gains):
        raise Refused(
            f"Goal {goal} cannot be compared, and all goals before it are equal: one schedule is better beyond "
            f"{fair[0]:,} m a visit, the other beyond {fair[1]:,} m, and each was decided by one of them."
        )
    return min(gains, key=abs)


def _fairness(instance: Instance, schedule: Schedule, metres: int) -> int:
    """The recounted fairness of a schedule, with so many metres a visit called fair."""
    certificate = certificate_of(schedule).model_copy(update={"fair_visit_m": metres})
    plan = Plan(instance, schedule.model_copy(update={"certificate": certificate}))
    return sum(finding.amount for finding in FAIRNESS.recount(plan))


def _tie_broken(old: dict[str, GoalResult], new: dict[str, GoalResult]) -> str:
    """Why the new schedule is better although all goals were decided equally. Nothing known may be lost."""
    equal = "All goals were decided equally"
    for goal, result in new.items():
        if _known(result) < _known(old[goal]):
            raise Refused(f"{equal}, and less is known of {goal} than of the stored schedule's.")
    for goal, result in new.items():
        if _known(result) > _known(old[goal]):
            by = f", closed by {listed(result.closed_by)}" if result.closed_by else ""
            return f"{equal}, and more is known of {goal}: bound {shown(goal, result.bound):,} {COUNTED[goal]}{by}."
    for goal, result in new.items():
        gain = old[goal].final - result.final
        if gain and goal != FAIRNESS.id:
            said = f"{equal}, and {goal} ends {shown(goal, abs(gain)):,} {COUNTED[goal]}"
            if gain < 0:
                raise Refused(f"{said} higher than in the stored schedule.")
            return f"{said} lower than before."
    raise Refused(f"{equal}, and what is known of them is the same.")


def _known(result: GoalResult) -> tuple[int, int]:
    """How much is known of a goal: little room between bound and value, then many who have closed it."""
    return result.bound - result.value, len(result.closed_by)
