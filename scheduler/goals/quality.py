"""quality: short journeys, settings that fit, the host's best slots, areas to learn from, weeks not crowded."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from models.calendar import WEDNESDAY, Days, Term
from models.finding import Finding
from models.instance import Instance
from models.policy import QUALITY_GOAL, Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Held, Plan, Seat
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.columns import Columns
from scheduler.tables.facts import Facts
from scheduler.tables.rows import Rows
from scheduler.words import count, listed


def sentence(policy: Policy) -> str:
    prices, by = policy.quality, {"road": " by road"}.get(policy.travel.by, "")
    return (
        f"As few {policy.travel.unit}{by} as possible are travelled; besides, a reviewer of another phase counts "
        f"{prices.other_phase_km} km, each rank of the slot after the host's first {prices.slot_rank_km} km, "
        f"each review too many in a week {prices.crowded_week_km} km, and a reviewer whose school works on an area "
        f"in which the host is strong takes off {prices.area_match_km} km."
    )


def recount(plan: Plan) -> Iterator[Finding]:
    for held in plan.held:
        if held.lead is not None:
            travels = f"{held.lead.id} travels {held.lead_km} {plan.policy.travel.unit} to {held.name}."
            yield _cost((held.review.id, held.lead.id), held.lead_km, travels)
        yield from _rank(plan, held)
    for seat in plan.seats:
        yield from _seat(plan, seat)
    yield from _crowded_weeks(plan)


def reviews_a_week(instance: Instance, term: str) -> int:
    """How many reviews of a term a week has if they are spread evenly: ceil(its due reviews / its school weeks)."""
    due = sum(review.term == term for review in instance.reviews)
    return -(-due // max(1, _school_weeks(instance, instance.term_by_id[term])))


def _school_weeks(instance: Instance, term: Term) -> int:
    """Weeks whose Wednesday is a school day of the term's calendar."""
    wednesdays = {
        day
        for day in Days(first=term.first_day, last=term.last_day)
        if day.weekday() == WEDNESDAY and instance.calendar_by_id[term.calendar].is_school_day(day)
    }
    return len(wednesdays)


def _seat(plan: Plan, seat: Seat) -> Iterator[Finding]:
    prices, host, home = plan.policy.quality, seat.held.host, seat.home
    joins = f"{seat.reviewer.id} of {home.name} joins {seat.held.name}"
    travels = f"{seat.reviewer.id} of {home.name} travels {seat.km} {plan.policy.travel.unit} to {seat.held.name}."
    yield _cost(seat.about, seat.km, travels)
    if not home.phase.fits(host.phase):
        yield _cost(seat.about, prices.other_phase_km, f"{joins}: from {home.phase} to {host.phase}, another phase.")
    areas = sorted(set(host.strong_in) & set(home.works_on))
    if areas:
        yield _cost(seat.about, -prices.area_match_km, f"{joins}, strong in {listed(areas)} that {home.name} works on.")


def _rank(plan: Plan, held: Held) -> Iterator[Finding]:
    rank = held.review.rank(held.slot)
    if rank > 0:
        amount = plan.policy.quality.slot_rank_km * rank
        yield _cost((held.review.id,), amount, f"{held.host.name} gets its choice number {rank + 1}, {held.slot}.")


def _crowded_weeks(plan: Plan) -> Iterator[Finding]:
    weeks: dict[tuple[date, str], list[str]] = {}
    for held in plan.held:
        weeks.setdefault((held.week, held.review.term), []).append(held.review.id)
    for (week, term), about in sorted(weeks.items()):
        even, of_term = reviews_a_week(plan.instance, term), f" of term {term}" if len(plan.instance.terms) > 1 else ""
        if len(about) > even:
            amount = plan.policy.quality.crowded_week_km * (len(about) - even)
            reviews = f"{count(len(about), 'review')}{of_term}"
            yield _cost(tuple(about), amount, f"The week of {week} has {reviews}; spread evenly it is {even}.")


def _cost(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule=QUALITY_GOAL, kind="cost", about=about, amount=amount, message=message)


def seat_cost(facts: Facts, home: Ints, host: Ints, km: Ints) -> Ints:
    """What a reviewer of each home costs at each host, so many km away. All arrays broadcast."""
    prices = facts.policy.quality
    other_phase = ~_share(facts.school_settings, home, facts.school_settings, host)
    match = _share(facts.school_works_on, home, facts.school_strong_in, host)
    return np.asarray(km + prices.other_phase_km * other_phase - prices.area_match_km * match)


def _share(mine: Ints, home: Ints, theirs: Ints, host: Ints) -> Bools:
    """Whether home and host have something in common. mine, theirs: (school, word) as bits."""
    found = np.zeros(np.broadcast_shapes(home.shape, host.shape), dtype=bool)
    for word in range(mine.shape[1]):
        found |= (mine[home, word] & theirs[host, word]) != 0
    return found


def costs(columns: Columns) -> Ints:
    facts, prices = columns.facts, columns.facts.policy.quality
    home, host = columns.seats.keys["home"], columns.seats.keys["host"]
    return columns.costs(
        (columns.seats, seat_cost(facts, home, host, columns.seat_km)),
        (columns.leads, columns.lead_km),
        (columns.dates, prices.slot_rank_km * facts.dates.rank),
        (columns.crowding, prices.crowded_week_km),
    )


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.dates.sum_by("term week") - columns.crowding.sum_by("term week") <= columns.facts.even


GOAL = GoalUnit(
    id=QUALITY_GOAL,
    sentence=sentence,
    unit="km",
    recount=recount,
    costs=costs,
    rows=rows,
    counts="travel-km",
    heading="Quality",
    in_repairs=True,
    only_losses=False,
    weight=1,
    binds_mostly=True,
)
