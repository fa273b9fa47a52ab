"""Counts the possible (reviewer, review, slot) triples of an instance in arrays, independent of the engine."""

from datetime import date, timedelta

import numpy as np

from models.instance import Instance
from models.network import School
from scheduler.tables.arrays import Bools, Floats


def possible_columns(instance: Instance) -> int:
    """Triples that pass outside-hub, locality, independence and availability; reserves are not planned."""
    schools = {school.id: n for n, school in enumerate(instance.schools)}
    planned = [reviewer for reviewer in instance.reviewers if not reviewer.reserve]
    homes = np.array([schools[reviewer.school] for reviewer in planned])
    allowed = _school_pairs(instance)[homes]
    distance = _distances_km(instance.schools)[homes]
    furthest = np.array([250 if reviewer.furthest_km is None else reviewer.furthest_km for reviewer in planned])
    allowed &= (distance >= 8) & (distance <= furthest[:, None])
    position = {reviewer.id: n for n, reviewer in enumerate(planned)}
    for n, reviewer in enumerate(planned):
        allowed[n, [schools[school] for school in reviewer.conflicts]] = False
    for visit in instance.visits:
        if visit.person in position:
            allowed[position[visit.person], schools[visit.host]] = False
    free = _free_slots(instance)
    first = _first_day(instance)
    return sum(
        int(np.count_nonzero(allowed[:, schools[review.host]] & free[:, (slot - first).days]))
        for review in instance.reviews
        for slot in review.slots
    )


def _first_day(instance: Instance) -> date:
    return min(term.first_day for term in instance.terms)


def _school_pairs(instance: Instance) -> Bools:
    hubs = np.array([school.hub for school in instance.schools])
    trusts = np.array([school.trust or f"none {n}" for n, school in enumerate(instance.schools)])
    return np.asarray((hubs[:, None] != hubs) & (trusts[:, None] != trusts))


def _distances_km(schools: tuple[School, ...]) -> Floats:
    latitude, longitude = np.radians([[school.latitude, school.longitude] for school in schools]).T
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    return np.asarray(2 * 6371.009 * np.arcsin(np.sqrt(half)))


def _free_slots(instance: Instance) -> Bools:
    """Planned reviewer by day: free on it and on the two days after it."""
    first = _first_day(instance)
    days = [first + timedelta(days=n) for n in range((max(term.last_day for term in instance.terms) - first).days + 3)]
    open_ = {school.id: [instance.is_school_day(school, day) for day in days] for school in instance.schools}
    planned = [reviewer for reviewer in instance.reviewers if not reviewer.reserve]
    free = np.array([open_[reviewer.school] for reviewer in planned])
    for n, reviewer in enumerate(planned):
        for away in reviewer.away:
            free[n, max(0, (away.first - first).days) : max(0, (away.last - first).days + 1)] = False
    return np.asarray(free[:, :-2] & free[:, 1:-1] & free[:, 2:])
