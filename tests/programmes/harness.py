"""What the tests of every programme share: the contract of rows and checks, of costs and recounts, and brute force.

Drawn instances and groups come from the programme's own tests, as a function of a `Random`.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from models.schedule import Status
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import certify, goals_of, judge
from scheduler.programmes.model import GroupModel, accepts
from scheduler.programmes.solving import repair, solve
from scheduler.programmes.unit import Programme, ProgrammeGoal, ProgrammeRule
from scheduler.solvers.options import Options
from scheduler.storage import dumps
from scheduler.storage.programmes import parse_groups

Draw = Callable[[Random], tuple[ProgrammeInstance, Groups]]
PLAIN = Options(time_limit_seconds=60, workers=1)


def agree(unit: Programme, rule: ProgrammeRule, draw: Draw, seeds: Iterable[int], least: int = 3) -> None:
    """The rows of a rule accept just what its check lets pass; both verdicts are drawn.

    Groups that break another rule that is always on say nothing: there may be no columns that mean them.
    """
    shapes = [other for other in unit.rules if other.always_on and other.id != rule.id]
    verdicts: Counter[bool] = Counter()
    for seed in seeds:
        instance, made = draw(Random(seed))
        joined = Joined(instance, made)
        if any(True for other in shapes for _ in other.check(joined)):
            continue
        found = [finding.message for finding in rule.check(joined)]
        accepted = accepts(unit, instance, made, rule.id)
        assert accepted == (not found), f"seed {seed}: rows accept {accepted}, the check finds {found}: {made.groups}"
        verdicts[accepted] += 1
    assert verdicts[True] >= least and verdicts[False] >= least, f"one side is hardly drawn: {verdicts}"


def count_alike(unit: Programme, goal: ProgrammeGoal, draw: Draw, seeds: Iterable[int], least: int = 3) -> None:
    """What the columns cost is what the recount counts; and no measure may be smaller."""
    counted = set()
    always = {rule.id for rule in unit.rules if rule.always_on}
    for seed in seeds:
        instance, made = draw(Random(seed))
        model = GroupModel(unit, instance, always)
        values = model.values(made)
        if values is None or not model.accepts(values):
            continue
        recounted = sum(finding.amount for finding in goal.recount(Joined(instance, made)))
        assert model.costs[goal.id] @ values == recounted, f"seed {seed}: {made.groups}"
        assert model.groups(values) == made, f"seed {seed}"
        counted.add(recounted)
    assert len(counted) >= least, f"drawn too tamely: {counted}"


def best_of(unit: Programme, instance: ProgrammeInstance, candidates: Iterable[Groups]) -> tuple[int, ...] | None:
    """The best values, goal by goal in their order, of all candidates that keep every rule; None where none does."""
    best: tuple[int, ...] | None = None
    for made in candidates:
        report = judge(unit, instance, made)
        if not report.breaches:
            values = tuple(report.values[goal.goal] for goal in goals_of(instance, made))
            best = values if best is None else min(best, values)
    return best


def solved(unit: Programme, instance: ProgrammeInstance) -> tuple[int, ...]:
    """The values that the search finds, and proves; its groups are read back from their file, each id once."""
    outcome = solve(instance, PLAIN.again())
    assert outcome.schedule is not None, (outcome.status, outcome.clashes, outcome.notices)
    assert not outcome.notices, outcome.notices
    assert outcome.status == Status.OPTIMAL, outcome.schedule.certificate
    assert parse_groups(dumps(outcome.schedule), instance) == outcome.schedule
    report = certify(unit, instance, outcome.schedule)
    return tuple(report.values[goal.goal] for goal in instance.policy.goals)


def repaired_best(unit: Programme, after: ProgrammeInstance, found: Groups, plans: Iterable[Groups], seed: int) -> None:
    """Hold the repair of groups against every plan: it is proven, and as good in every goal as the best of them.

    after: the instance as it is after the changes. seed: said where it is not so.
    """
    best = best_of(unit, after, (made.model_copy(update={"before": found.groups}) for made in plans))
    outcome = repair(after, found, PLAIN.again())
    if best is None:
        assert outcome.schedule is None
        return
    assert outcome.schedule is not None and outcome.status == Status.OPTIMAL, (outcome.status, outcome.notices)
    report = judge(unit, after, outcome.schedule)
    assert not report.breaches
    assert tuple(report.values[goal.goal] for goal in goals_of(after, outcome.schedule)) == best, f"seed {seed}"
