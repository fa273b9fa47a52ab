"""What it would cost to have somebody at a review: exact where solved, and for all others a bound that is proven.

The review keeps its slot and the person is fixed there; everything else may be planned anew. The price is by how much
the best value of each goal rises, the goals decided in order; fairness is left out, for what is fair hangs on the
schedule. The bound: with all goals but the last at their best, a column costs at least its reduced cost more, and all
that must come with it (see `pricing`). So either an earlier goal gets worse, or the last one rises by at least so much.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import Goal
from models.schedule import Schedule
from scheduler.afresh import Solved, Values, priced_goals, solve_afresh, unfair
from scheduler.checking import check, contradictions
from scheduler.explaining.openings import Opening
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
    """The price of each person at an opening: bounds for all, searched for up to `most` with the lowest bounds.

    options: the time limit, from `started`, is for both. What is not closed by then has a bound, and a price at most.
    """
    shares = max(1, min(options.workers, most, len(people)))
    asking = Asking(unfair(plan.instance), plan.schedule, opening, tuple(people), best, options, most, shares)
    known = {person: Price(person, None) for person in people}
    for _, found in fan_out(share, asking, range(shares), shares):
        for person, (at_least, solved) in ({} if found is None else found).items():
            before = known[person]
            known_before = at_least if before.at_least is None else before.at_least
            price = replace(before, at_least=max(at_least, known_before))
            known[person] = price if solved is None else _solved(plan, price, best, solved)
    return tuple(sorted(known.values(), key=lambda price: _order(price, priced_goals(plan.instance))))


@dataclass(frozen=True)
class Asking:
    """What is asked of each process: to search for its share of the `most` cheapest people, one of so many shares."""

    instance: Instance
    schedule: Schedule
    opening: Opening
    people: tuple[str, ...]
    best: Values
    options: Options
    most: int
    shares: int


def share(asking: Asking, number: int) -> dict[str, tuple[int, Solved | None]]:
    """The work of a process: of each person with a column, how much the last goal rises at least, and what was seen."""
    from scheduler.explaining.pricing import Pricing

    pricing = Pricing(asking.instance, asking.schedule, asking.opening, asking.best, asking.options)
    cases = pricing.cases(asking.people)
    found = {case.person: solved for case, solved in pricing.close(cases[number : asking.most : asking.shares])}
    return {case.person: (pricing.rise(case), found.get(case.person)) for case in cases}


def _order(price: Price, goals: Sequence[Goal]) -> tuple[object, ...]:
    """Exact prices first, cheapest first; then by bounds; then those whom a rule forbids."""
    rises = () if price.rises is None else tuple(price.rises[goal.goal] for goal in goals)
    bound = 0 if price.at_least is None else price.at_least
    return not price.exact, price.rises is None, rises, price.at_least is None, price.impossible, bound, price.person


def _solved(plan: Plan, price: Price, best: Values, found: Solved) -> Price:
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
