"""fairness: nobody, and no school, travels far more a visit than the average."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from models.finding import Finding
from models.policy import FAIRNESS_GOAL, Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Plan, travel_km
from scheduler.tables.columns import Columns, Travel
from scheduler.tables.rows import Ints, Rows
from scheduler.words import count

_MADE_UP_PERCENT = (15, 30, 50, 75)  # of a fair distance: see `_however_near_the_others`

Traveller = tuple[Literal["reviewer", "school"], str]
"""Whose journeys are added up, and their id."""


def sentence(policy: Policy) -> str:
    return (
        "As few metres as possible are travelled this school year, by one reviewer or from one school, beyond "
        f"{policy.fairness.fair_percent} % of the average distance a visit."
    )


def recount(plan: Plan) -> Iterator[Finding]:
    certificate = plan.schedule.certificate
    fair_m = certificate.fair_visit_m if certificate is not None else None
    if fair_m is None:
        fair_m = fair_visit_m(plan)
    unit = plan.policy.travel.unit
    for (kind, traveller), km in _journeys(plan).items():
        excess_m = 1000 * sum(km) - fair_m * len(km)
        if excess_m > 0:
            who = traveller if kind == "reviewer" else f"All from {plan.instance.school_by_id[traveller].name} together"
            visits = f"{sum(km):,} {unit} in {count(len(km), 'visit')} this school year"
            excess = f"{excess_m / 1000:,.1f} {unit} beyond {fair_m / 1000:,.1f} {unit} a visit"
            yield Finding(
                rule=FAIRNESS_GOAL,
                kind="cost",
                about=(traveller,),
                amount=excess_m,
                message=f"{who} travel{'s' if kind == 'reviewer' else ''} {visits}, {excess}.",
            )


def fair_visit_m(plan: Plan) -> int:
    """Metres a visit beyond which travel counts as unfair: fair_percent of this schedule's average, rounded half up."""
    km = [seat.km for seat in plan.seats]
    visits = len(km)
    return (10 * plan.policy.fairness.fair_percent * sum(km) + visits // 2) // visits if visits else 0


def _journeys(plan: Plan) -> dict[Traveller, list[int]]:
    """Whole km of each visit this school year, of every reviewer and every school that travels in this schedule."""
    instance, journeys = plan.instance, defaultdict[Traveller, list[int]](list)
    for seat in plan.seats:
        for traveller in _travellers(seat.reviewer.id, seat.home.id):
            journeys[traveller].append(seat.km)
    for visit in instance.visits:
        if visit.home is not None and visit.school_year == instance.school_year:
            km = travel_km(instance, instance.school_by_id[visit.home], instance.school_by_id[visit.host])
            for traveller in _travellers(visit.person, visit.home):
                if traveller in journeys:
                    journeys[traveller].append(km)
    return journeys


def _travellers(reviewer: str, home: str) -> tuple[Traveller, Traveller]:
    return ("reviewer", reviewer), ("school", home)


def costs(columns: Columns) -> Ints:
    return columns.costs(*((travel.excess, 1) for travel in columns.travel))


def rows(columns: Columns) -> Iterator[Rows]:
    """None until quality is decided: only then is it known what a fair distance is."""
    fair_m = columns.fair_visit_m
    if fair_m is None:
        return
    over_m = 1000 * columns.seat_km - fair_m
    made_up_m = [percent * fair_m // 100 for percent in _MADE_UP_PERCENT]
    for travel in columns.travel:
        past_m = travel.past_excess_m(fair_m)
        yield from _excess(columns, travel, over_m, past_m)
        yield from _however_near_the_others(columns, travel, over_m, past_m, made_up_m)
        if travel.key == "reviewer" and columns.facts.n["term"] > 1:
            yield from _however_near_the_others(columns, travel, over_m, past_m, [0, *made_up_m], each_term=True)
    yield _first_of_those_due(columns)


def _excess(columns: Columns, travel: Travel, over_m: Ints, past_m: Ints) -> Iterator[Rows]:
    """What each traveller's excess is at least. over_m: metres of each seat beyond (below 0: within) what is fair.

    Who makes one visit exceeds what is fair by the known excess of that visit: that row is as strong as can be. A visit
    more makes up for at most as much as the nearest one lies within what is fair, and no earlier excess counts twice.
    """
    seats, key = columns.seats, travel.key
    traveller = seats.keys[key]
    excess, more = travel.excess.sum_by(key), travel.more.sum_by(key)
    within = np.zeros(travel.excess.n[key], dtype=np.int64)
    np.maximum.at(within, traveller, -over_m)
    alone = np.maximum(over_m + past_m[traveller], 0)
    yield seats.sum_by(key, factors=alone) - np.maximum(within, past_m) * more - excess <= 0
    several = travel.most[traveller] > 1
    often = seats.where(several)
    yield often.sum_by(key) - more <= 1
    yield travel.most * more - (travel.most - 1) * often.sum_by(key) <= 0
    yield often.sum_by(key, factors=over_m[several]) + past_m * travel.again.sum_by(key) - excess <= 0
    again = often.where(travel.past_visits[often.keys[key]] > 0).sum_by(key)
    yield travel.again.sum_by(key) <= again
    yield again <= int(columns.facts.review_size.sum()) * travel.again.sum_by(key)


def _however_near_the_others(
    columns: Columns, travel: Travel, over_m: Ints, past_m: Ints, made_up_m: Sequence[int], each_term: bool = False
) -> Iterator[Rows]:
    """What a long visit exceeds, however near the traveller's other visits are: also in the relaxation.

    Who makes at most n visits can make up for a long one with n - 1 others. A visit that lies `near` within what is
    fair makes up for at most t, and for what near is above t. So for any t >= 0, here each of made_up_m, excess is at
    least the sum of `over` - (n - 1) t over the long visits, less the sum of `near` - t over the short ones, each only
    where that is above 0.

    Proof. If no visit counts in the first sum, there is nothing to show. If k >= 1 do, at most n - k others make up for
    no more than the second sum and (n - k) t, and n - k <= k (n - 1). Earlier visits that lie within what is fair make
    up for what they do, once; here they do for every long visit.

    each_term: rows of each term, for who makes one visit a term at most: no short one in it makes up for a long one.

    Example. Three visits at most: half a visit of 90 km beyond, and two and a half of 30 km within. In all that is 30
    within, and the row over all visits asks for nothing. With t = 30 half of 90 - 2 x 30 km is exceeded, 15 km: as if
    the long visit was made in half of the cases, with two others.
    """
    key = travel.key
    may = (travel.most > 1) & ~columns.joins_often if each_term else travel.most > 1
    counts = may[columns.seats.keys[key]]
    seats, over_m = columns.seats.where(counts), over_m[counts]
    traveller, term = seats.keys[key], seats.keys["term"]
    others, over_with_past_m = travel.most[traveller] - 1, over_m + np.minimum(past_m, 0)[traveller]
    excess = travel.excess.where(may[travel.excess.keys[key]]).sum_by(key)
    for each_m in made_up_m:
        far = np.maximum(over_with_past_m - others * each_m, 0)
        near = np.maximum(-over_m - each_m, 0)
        beyond = [np.where(term == each, far, -near) for each in np.unique(term)] if each_term else [far - near]
        for factors in beyond:
            matters = factors != 0
            yield seats.where(matters).sum_by(key, factors=factors[matters]) - excess <= 0


def _first_of_those_due(columns: Columns) -> Rows:
    """Of a school with somebody due, a visit after the first needs a first, also in the relaxation.

    Proof. A school that sends n >= 1 makes n - 1 visits after the first, so more <= sent - 1. One that sends nobody
    makes none, and falls short of its due by the end of the last term: more = 0 and short >= due >= 1. In both,
    more <= sent + short - 1.

    Example. One reviewer is due and two may go. Without this row half of two visits met the due, made "half a visit
    more", and with it made up for half of a long journey; now sent = 1 and short = 0 leave room for none.
    """
    travel = next(each for each in columns.travel if each.key == "home")
    owes = (columns.facts.due[:, -1] > 0) & (travel.most > 1)
    more = travel.more.where(owes[travel.more.keys["home"]]).sum_by("home")
    sent = columns.seats.where(owes[columns.seats.keys["home"]]).sum_by("home")
    last = columns.shortfalls.keys["term"] == columns.facts.n["term"] - 1
    short = columns.shortfalls.where(last & owes[columns.shortfalls.keys["home"]]).sum_by("home")
    return more - sent - short <= -1


GOAL = GoalUnit(
    id=FAIRNESS_GOAL,
    sentence=sentence,
    unit="metres",
    recount=recount,
    costs=costs,
    rows=rows,
    counts="km beyond fair",
    per_count=1000,
    heading="Beyond fair",
    in_repairs=False,
    only_losses=False,
    weight=0,
)
