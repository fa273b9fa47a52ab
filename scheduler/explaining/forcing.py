"""What it would cost to have somebody at a review: exact where solved, and for all others a bound that is proven.

The review keeps its slot and the person is fixed there; everything else may be planned anew. The price is by how much
the best value of each goal rises, the goals decided in order; fairness is left out, for what is fair hangs on the
schedule. The bound: in the relaxation, with all goals but the last at their best, a column costs at least its reduced
cost more. So either an earlier goal gets worse, or the last one rises by at least so much.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.digest import instance_sha256
from models.instance import Fixed, Instance
from models.policy import Goal
from models.schedule import Schedule
from scheduler.checking import check, contradictions, highest_final
from scheduler.explaining.openings import Opening
from scheduler.explaining.solving import Solved, Values, priced_goals, solve_afresh, unfair
from scheduler.facts import Floats
from scheduler.fanning import fan_out
from scheduler.outcome import Options
from scheduler.plan import Plan


@dataclass(frozen=True)
class Price:
    """What is known of one person's price.

    at_least: how much the last goal rises at least, unless an earlier one gets worse; None where no rule lets them.
    rises: by how much each goal rises in the best schedule found with them; None where none was found.
    exact: whether no schedule with them is better. impossible: whether it is proven that there is none.
    others: how many others are told something new in that schedule.
    """

    person: str
    at_least: int | None
    rises: Values | None = None
    exact: bool = False
    impossible: bool = False
    others: int | None = None


def best_values(instance: Instance, schedule: Schedule, options: Options) -> Values | None:
    """The best value of each goal, decided in order: by the schedule's certificate, else by solving.

    None where it could not be proven in the time.
    """
    goals = [goal.goal for goal in priced_goals(instance)]
    certificate = schedule.certificate
    if certificate is not None and certificate.instance_sha256 == instance_sha256(instance):
        proven = {result.goal: result.value for result in certificate.goals if result.proven}
        honest = not any(contradictions(certificate, check(instance, schedule).values, instance.policy))
        same_rules = set(certificate.rules_off) == set(instance.policy.without)
        if honest and same_rules and all(goal in proven for goal in goals):
            return {goal: proven[goal] for goal in goals}
    ((_, found),) = fan_out(solve_afresh, options, [unfair(instance)], 1)
    return found.values if found is not None and found.proven and found.schedule is not None else None


def prices(
    plan: Plan, opening: Opening, people: Sequence[str], best: Values, options: Options, most: int
) -> tuple[Price, ...]:
    """The price of each person at an opening: bounds for all, solved for up to `most` with the lowest bounds.

    options: the time limit, from `started`, is for both. So many are solved as there is time for.
    """
    instance, begun = unfair(plan.instance), time.monotonic()
    ((_, bounds),) = fan_out(bounds_at, (opening, tuple(people), best, options, plan.schedule), [instance], 1)
    known = {person: Price(person, None if bounds is None else bounds.get(person)) for person in people}
    allowed = [person for person in people if known[person].at_least is not None]
    cheapest = sorted(allowed, key=lambda person: (known[person].at_least, person))
    each = _for_each(options, time.monotonic() - begun, min(most, len(cheapest)))
    tasks = [forced(instance, opening, person) for person in cheapest[: len(each)]]
    for position, found in fan_out(solve_afresh, each[0] if each else options, tasks, options.workers):
        person = cheapest[position]
        known[person] = _solved(plan, known[person], best, found)
    return tuple(sorted(known.values(), key=lambda price: _order(price, priced_goals(instance))))


def _for_each(options: Options, took: float, most: int) -> list[Options]:
    """The options for each of up to `most` solves: none where there is less time than the bounds took."""
    left = options.left()
    if left is None:
        return [options] * most
    left *= options.workers
    tasks = min(most, int(left / took))
    return [replace(options, time_limit_seconds=left / max(1, tasks), workers=1)] * tasks


def _order(price: Price, goals: Sequence[Goal]) -> tuple[object, ...]:
    """Exact prices first, cheapest first; then by bounds; then those whom a rule forbids."""
    rises = () if price.rises is None else tuple(price.rises[goal.goal] for goal in goals)
    bound = 0 if price.at_least is None else price.at_least
    return not price.exact, price.rises is None, rises, price.at_least is None, price.impossible, bound, price.person


def forced(instance: Instance, opening: Opening, person: str) -> Instance:
    """The instance in which the review keeps its slot and the person is fixed there."""
    before = instance.fixed_by_review.get(opening.review, Fixed(review=opening.review, reason="asked what if"))
    change = {"slot": opening.slot}
    if opening.is_lead:
        new = before.model_copy(update=change | {"lead": person})
    else:
        new = before.model_copy(update=change | {"reviewers": tuple(sorted({*before.reviewers, person}))})
    others = tuple(fixed for fixed in instance.fixed if fixed.review != opening.review)
    return instance.model_copy(update={"fixed": (*others, new)})


def _solved(plan: Plan, price: Price, best: Values, found: Solved | None) -> Price:
    if found is None:
        return price
    if found.schedule is None:
        return replace(price, impossible=found.proven)
    rises = {goal: found.values[goal] - best[goal] for goal in best}
    others = len(told(plan.schedule, found.schedule) - {price.person})
    return replace(price, rises=rises, exact=found.proven, others=others)


def told(before: Schedule, after: Schedule) -> set[str]:
    """Everybody who must be told something new: another review, another slot, or that they stay at home."""
    return {person for person, _ in _whereabouts(before) ^ _whereabouts(after)}


def _whereabouts(schedule: Schedule) -> set[tuple[str, tuple[str, object, bool]]]:
    return {
        (person, (planned.review, planned.slot, person == planned.lead))
        for planned in schedule.reviews
        for person in (planned.lead, *planned.reviewers)
        if person is not None
    }


def bounds_at(shared: tuple[Opening, tuple[str, ...], Values, Options, Schedule], instance: Instance) -> dict[str, int]:
    """The work of a process: of each person for whom there is a column, how much the last goal rises at least."""
    from scheduler.model import Model
    from scheduler.relaxation import Relaxation
    from scheduler.rows import Block

    opening, people, best, options, schedule = shared
    model = Model(instance)
    *earlier, last = priced_goals(instance)
    for goal in earlier:
        cost = model.costs[goal.goal]
        costly = np.flatnonzero(cost)
        everything = Block(goal.goal, costly, {"all": np.zeros(len(costly), dtype=np.int64)}, {"all": 1})
        total = everything.sum_by("all", factors=cost[costly])
        model.add([(goal.goal, total <= highest_final(goal, best[goal.goal]))])
    price: Floats = model.costs[last.goal].astype(float)
    relaxation = Relaxation(model)
    if (values := model.values(schedule)) is not None:
        relaxation.include(np.flatnonzero(values))
    relaxation.include_promising(price, model.columns.homes)
    relaxation.minimise(price)
    point = relaxation.solve(lambda _: options.left() != 0.0, options.left)
    columns, facts = model.columns, model.facts
    dates = (facts.dates.review == facts.reviews[opening.review]) & (facts.dates.day == facts.day(opening.slot))
    block, key = (columns.leads, "lead") if opening.is_lead else (columns.seats, "reviewer")
    number = facts.leads if opening.is_lead else facts.reviewers
    there = dates[block.keys["date"]] & (model.highest[block.columns] > 0)
    column_of = dict(zip(block.keys[key][there].tolist(), block.columns[there].tolist(), strict=True))
    if point is None:
        return {person: 0 for person in people if number[person] in column_of}
    date = float(np.maximum(point.reduced[columns.dates.columns[dates]], 0.0).sum())
    least = {
        person: point.bound + date + max(0.0, float(point.reduced[column_of[number[person]]])) - best[last.goal]
        for person in people
        if number[person] in column_of
    }
    return {person: max(0, int(np.ceil(rise - 1e-4))) for person, rise in least.items()}
