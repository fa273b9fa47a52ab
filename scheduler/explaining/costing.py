"""What a rule costs: the best schedule without it, and with one unit more of its number, beside the one with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import QUALITY_GOAL, RuleId
from models.schedule import Schedule
from scheduler.checking import check, contradictions
from scheduler.explaining.duals import Duals, at_least, duals
from scheduler.explaining.remedies import Differences, differences, with_differences, with_number
from scheduler.processes.crew import Heard, fan_out
from scheduler.rules import RULES
from scheduler.solvers.options import Options, Progress
from scheduler.solving import Report, Solved, Values, priced_goals, shared_time, solve_afresh, unfair


@dataclass(frozen=True)
class Change:
    """A rule switched off, or one of its numbers loosened by one unit, in words, and the instance with it."""

    rule: str
    words: str
    instance: Instance


@dataclass(frozen=True)
class Cost:
    """What a change saves of each goal, decided in order.

    saves: best value now less the best found with the change; a schedule shows that so much can be saved. at_most: less
    the bound with the change; each holds where the goals before it are as found. exact: whether they are the same, as
    the relaxation or two solvers say.
    saves is None where nothing was found in the time, at_most where nothing is known either.
    """

    change: Change
    saves: Values | None
    at_most: Values | None
    exact: bool


@dataclass(frozen=True)
class Costs:
    """What rules cost beside the best schedule. best: None where it could not be proven what is best.

    interrupted: whether some are therefore not known. notices: what the user should know.
    """

    best: Values | None
    costs: tuple[Cost, ...]
    interrupted: bool
    notices: tuple[str, ...]


def costs_of(
    instance: Instance, schedule: Schedule, rules: Sequence[RuleId], options: Options, report: Report
) -> Costs:
    """What these rules cost. options: the time limit is that of the whole. An interrupt keeps what is known."""
    heard, best, found = Heard(), None, tuple[Cost, ...]()
    with heard.until_interrupted():
        report(Progress(options.elapsed, "what is best with all rules"))
        best = best_values(instance, schedule, options, heard)
    if best is not None and not heard.interrupted:
        found = costs(instance, schedule, list(changes(instance, rules)), best, options, heard, report)
    return Costs(best, found, heard.interrupted, tuple(heard.notices))


def best_values(instance: Instance, schedule: Schedule, options: Options, heard: Heard | None = None) -> Values | None:
    """The best value of each goal, decided in order: by the schedule's certificate, else by solving.

    None where it could not be proven in the time.
    """
    goals = [goal.goal for goal in priced_goals(instance)]
    certificate = schedule.certificate
    if certificate is not None and certificate.instance_sha256 == instance_sha256(instance):
        proven = {result.goal: result.value for result in certificate.goals if result.is_agreed}
        honest = not any(contradictions(certificate, check(instance, schedule).values, instance.policy.goals))
        same_rules = set(certificate.rules_off) == set(instance.policy.without)
        if honest and same_rules and all(goal in proven for goal in goals):
            return {goal: proven[goal] for goal in goals}
    watched = _watched(options, heard or Heard())
    ((_, found),) = fan_out(solve_afresh, options.here(), [unfair(instance)], 1, **watched)
    return found.values if isinstance(found, Solved) and found.proven and found.schedule is not None else None


def _watched(options: Options, heard: Heard) -> dict[str, Any]:
    """How a crew is watched whose tasks share these options."""
    safe, limit = replace(options.here(), safe=True), options.left()
    return {"again": safe, "limit_seconds": limit, "tell": heard.tell, "means": options.means}


def changes(instance: Instance, rules: Sequence[RuleId]) -> Iterator[Change]:
    """For each rule in force: without it, unless it is always on, and with one unit more of each of its numbers."""
    for rule in RULES:
        if rule.id not in rules or not instance.policy.is_on(rule.id):
            continue
        if not rule.always_on:
            policy = instance.policy.model_copy(update={"without": (*instance.policy.without, rule.id)})
            yield Change(rule.id, f"without {rule.id}", instance.model_copy(update={"policy": policy}))
        for limit in rule.limits:
            before = limit.value(rule.field, instance.policy)
            after = before + limit.step
            if after >= 0:
                words = f"{limit.name} {after:g} instead of {before:g}"
                yield Change(rule.id, words, with_number(instance, rule.field, limit.name, after))


def costs(
    instance: Instance,
    schedule: Schedule,
    made: Sequence[Change],
    best: Values,
    options: Options,
    heard: Heard | None = None,
    report: Report = lambda _: None,
) -> tuple[Cost, ...]:
    """What each change to the instance saves. options: the time limit is shared by all.

    First the prices of a relaxation say what each could save at most; what could save something is then solved.
    """
    usual, heard = unfair(instance), heard or Heard()
    worlds = [differences(usual, unfair(change.instance)) for change in made]
    at_most, found = dict[int, Values](), dict[int, Solved]()
    with heard.until_interrupted():
        report(Progress(options.elapsed, "what rules cost at most"))
        at_most = _by_duals(usual, schedule, worlds, best, options, heard)
        left = [at for at in range(len(made)) if at not in at_most or any(at_most[at].values())]
        each = shared_time(options, left)
        watched = _watched(each, heard) | {"again": (replace(each.here(), safe=True), usual)}
        tasks = [worlds[at] for at in left]
        for number, solved in fan_out(solve_world, (each.here(), usual), tasks, options.workers, **watched):
            report(Progress(options.elapsed, f"done: {made[left[number]].rule}, {made[left[number]].words}"))
            if isinstance(solved, Solved) and solved.schedule is not None:
                found[left[number]] = solved
    return tuple(
        _cost(change, best, found.get(position), at_most.get(position)) for position, change in enumerate(made)
    )


def _by_duals(
    instance: Instance,
    schedule: Schedule,
    worlds: Sequence[Differences],
    best: Values,
    options: Options,
    heard: Heard,
) -> dict[int, Values]:
    """What each changed instance saves at most: of the last goal by prices, of those before it all that there is."""
    *earlier, last = best
    if QUALITY_GOAL in earlier:  # it can be better than 0
        return {}
    ((_, prices),) = fan_out(duals, options.here(), [(instance, best, schedule)], 1, **_watched(options, heard))
    if not isinstance(prices, Duals):
        return {}
    watched = {**_watched(options, heard), "again": None}
    found = fan_out(bound_world, (prices, best, instance), worlds, options.workers, **watched)
    bounds = takewhile(lambda _: options.left() != 0.0, found)
    return {at: {**best, last: max(0, best[last] - bound)} for at, bound in bounds if isinstance(bound, int)}


def solve_world(shared: tuple[Options, Instance], world: Differences) -> Solved:
    """The work of a process: solve another instance from nothing."""
    options, instance = shared
    return solve_afresh(options, with_differences(instance, world))


def bound_world(shared: tuple[Duals, Values, Instance], world: Differences) -> int:
    """The work of a process: what the last goal is at least in another instance; see `at_least`."""
    prices, best, instance = shared
    return at_least((prices, best), with_differences(instance, world))


def _cost(change: Change, best: Values, found: Solved | None, at_most: Values | None) -> Cost:
    nothing = dict.fromkeys(best, 0)  # a looser rule leaves the best schedule as it is
    if found is None:
        is_nothing = at_most == nothing
        return Cost(change, nothing if is_nothing else None, at_most, exact=is_nothing)
    saves = {goal: value - found.values[goal] for goal, value in best.items()}
    if list(saves.values()) < list(nothing.values()):
        return Cost(change, nothing, at_most, exact=False)
    bounds = {goal: value - found.bounds[goal] for goal, value in best.items()}
    *earlier, last = best
    agreed = set(found.agreed)
    if at_most is not None and not any(saves[goal] for goal in earlier):
        bounds[last] = min(bounds[last], at_most[last])
        agreed |= {last} if saves[last] == at_most[last] else set()
    return Cost(change, saves, bounds, exact=saves == bounds and agreed >= set(best))
