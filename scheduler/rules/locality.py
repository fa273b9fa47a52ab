"""locality: reviewers come from beyond the host's surroundings, and from no farther than they are willing to go."""

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan, Seat, distance_km
from scheduler.rule import Rule
from scheduler.tables.candidates import Candidates


def sentence(policy: Policy) -> str:
    limits = policy.locality
    return (
        f"No reviewer comes from a school nearer than {limits.nearest_km:g} km to the host, "
        f"nor farther than they are willing to go (at most {limits.furthest_km:g} km)."
    )


def check(plan: Plan) -> Iterator[Finding]:
    limits = plan.policy.locality
    for seat in plan.counted("locality"):
        km = distance_km(seat.home, seat.held.host)
        own = seat.reviewer.furthest_km
        furthest = limits.furthest_km if own is None else min(own, limits.furthest_km)
        if km < limits.nearest_km:
            yield _finding(seat, limits.nearest_km - km, f"{km:.3f} km away, nearer than {limits.nearest_km:g} km")
        if km > furthest:
            yield _finding(seat, km - furthest, f"{km:.3f} km away, farther than {furthest:g} km")


def _finding(seat: Seat, excess_km: float, what: str) -> Finding:
    return Finding(
        rule="locality",
        about=seat.about,
        amount=ceil(excess_km),
        message=f"{seat.reviewer.id} of {seat.home.name} joins {seat.held.name}: {what}.",
    )


def forbids(candidates: Candidates) -> NDArray[np.bool_] | bool:
    if not candidates.are_reviewers:
        return False
    nearest = candidates.policy.locality.nearest_km
    too_far = candidates.km_by_review > candidates.furthest_km
    return ((candidates.km_by_review < nearest) | too_far)[:, candidates.dates.review]


RULE = Rule(
    id="locality",
    sentence=sentence,
    check=check,
    forbids=forbids,
    needs_dates=False,
    cured_by_people=False,
)
