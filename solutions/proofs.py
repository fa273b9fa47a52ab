"""What one certificate's bounds and proofs say about another solution of the same instance.

A bound of goal k was found over all schedules in which each goal before it stays within what its decided value allows
(`Goal.highest`). It holds for another solution where that is certain:

- Both certificates speak of the same schedules: instance, rules in force, number of possible decisions, and version of
  the program (the next one may read a rule differently).
- No goal before k may go higher there than here. Then the schedules meant there are some of those meant here, and the
  best of some is never better than the best of all. Where an earlier goal may go higher, the bound says nothing.
- Fairness counts what is travelled beyond fair_visit_m: the less is called fair, the higher is the fairness of every
  schedule. So its bound holds where no more is called fair than here.

Who has closed a goal at a value has then closed it for the other solution too, if that was decided at the same value.
"""

from collections.abc import Iterator
from itertools import takewhile

from models.instance import Instance
from models.schedule import Certificate, GoalResult, Schedule, Status, is_confirmed
from scheduler.goals.fairness import GOAL as FAIRNESS
from scheduler.showing.units import COUNTED, shown

CLOSERS = ("relaxation", "CP-SAT", "HiGHS")
"""Who can close a goal, in the order in which they come to it."""


def certificate_of(solution: Schedule) -> Certificate:
    """The certificate: every solution has one."""
    assert solution.certificate is not None
    return solution.certificate


def results_of(solution: Schedule) -> dict[str, GoalResult]:
    """What the certificate says of each goal."""
    return {result.goal: result for result in certificate_of(solution).goals}


def fair_m(solution: Schedule) -> int:
    """Metres a visit beyond which fairness counts."""
    return certificate_of(solution).fair_visit_m or 0


def bound_holds(instance: Instance, goal: str, of: Schedule, other: Schedule) -> bool:
    """Whether a goal's bound in the certificate `of` one solution also bounds that goal in the other's."""
    if _schedules_meant(of) != _schedules_meant(other) or (goal == FAIRNESS.id and fair_m(other) > fair_m(of)):
        return False
    here, there = results_of(of), results_of(other)
    before = takewhile(lambda each: each.goal != goal, instance.policy.goals)
    return all(each.highest(there[each.goal].value) <= each.highest(here[each.goal].value) for each in before)


def _schedules_meant(solution: Schedule) -> tuple[object, ...]:
    one = certificate_of(solution)
    return one.instance_sha256, one.rules_in_force, one.columns, one.versions.get("qa-scheduler")


def contradictions(instance: Instance, bounding: Schedule, bounded: Schedule) -> Iterator[str]:
    """Where a bound of the first solution, holding for the second, lies above what that has."""
    bounds, values = results_of(bounding), results_of(bounded)
    for goal in bounds:
        bound, least = bounds[goal].bound, min(values[goal].value, values[goal].final)
        if bound > least and bound_holds(instance, goal, bounding, bounded):
            yield f"{goal} {shown(goal, least):,} {COUNTED[goal]}, below the other's bound {shown(goal, bound):,}"


def with_proofs_of(instance: Instance, other: Schedule, solution: Schedule) -> Schedule:
    """The solution with what the other's certificate proves for it: better bounds, and who else has closed a goal."""
    theirs = results_of(other)
    goals = tuple(
        _joined(own, theirs[goal]) if bound_holds(instance, goal, other, solution) else own
        for goal, own in results_of(solution).items()
    )
    status = Status.OPTIMAL if all(result.proven for result in goals) else Status.FEASIBLE
    certificate = certificate_of(solution).model_copy(update={"goals": goals, "status": status})
    return solution.model_copy(update={"certificate": certificate})


def _joined(own: GoalResult, other: GoalResult) -> GoalResult:
    closed_by = {*own.closed_by, *(other.closed_by if other.value == own.value else ())}
    bound = max(own.bound, other.bound)
    if not closed_by:  # whose an open goal's bound is, is not recorded; and a goal is closed by somebody
        bound = max(own.bound, min(bound, own.value - 1))
    named = tuple(name for name in CLOSERS if name in closed_by)
    proven = bound == own.value and is_confirmed(named)
    return own.model_copy(update={"bound": bound, "proven": proven, "closed_by": named})
