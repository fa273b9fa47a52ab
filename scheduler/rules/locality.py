"""locality: reviewers come from beyond the host's surroundings, and from no farther than they are willing to go."""

from collections.abc import Iterator
from math import ceil, floor

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan, Seat, distance_km
from scheduler.rule import Breach, Limit, Rule
from scheduler.tables.arrays import Bools
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


def forbids(candidates: Candidates) -> Bools | bool:
    if not candidates.are_reviewers:
        return False
    nearest = candidates.policy.locality.nearest_km
    too_far = candidates.km_by_review > candidates.furthest_km
    return ((candidates.km_by_review < nearest) | too_far)[:, candidates.dates.review]


def _nearer(breach: Breach) -> int | None:
    km = _km(breach)
    return floor(km) if km < breach.instance.policy.locality.nearest_km else None


def _farther(breach: Breach) -> int | None:
    km, own = _km(breach), breach.instance.reviewer_by_id[breach.person].furthest_km
    return ceil(km) if km > breach.instance.policy.locality.furthest_km and own is None else None


def _km(breach: Breach) -> float:
    instance = breach.instance
    home = instance.school_by_id[instance.reviewer_by_id[breach.person].school]
    return distance_km(home, instance.school_by_id[instance.review_by_id[breach.review].host])


RULE = Rule(
    id="locality",
    sentence=sentence,
    check=check,
    forbids=forbids,
    needs_dates=False,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
    limits=(Limit("nearest_km", -1, _nearer), Limit("furthest_km", 1, _farther)),
)
