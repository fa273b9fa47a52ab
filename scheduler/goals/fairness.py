"""fairness: nobody, and no school, travels far more a visit than the average."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

import numpy as np

from models.finding import Finding
from models.policy import FAIRNESS_GOAL, Policy
from scheduler.goal import GoalUnit
from scheduler.plan import Plan, travel_km
from scheduler.tables.arrays import Ints
from scheduler.tables.columns import Columns, Travel
from scheduler.tables.rows import Rows
from scheduler.words import count

M_A_KM = 4_000.0
"""About how many metres beyond fair the last km that quality may give saves: 4,640 were measured in one term."""

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
    yield from beyond(plan, fair_visit_m(plan) if fair_m is None else fair_m)


def beyond(plan: Plan, fair_m: int) -> Iterator[Finding]:
    """One finding for everybody, and every school, that travels beyond what is fair. fair_m: metres a visit."""
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
    for travel in columns.travel:
        yield from _excess(columns, travel, over_m, travel.past_excess_m(fair_m))
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
