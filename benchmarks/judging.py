"""Judges what a method told: every schedule checked against every rule, every goal recounted."""

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.listening import Told
from benchmarks.runs import Moment
from models.instance import Instance
from models.schedule import Schedule
from scheduler.checking import check
from scheduler.plan import Plan


def judged(told: Told, instance: Instance) -> tuple[Moment, ...]:
    """What was told, every schedule checked and recounted. Lines that say nothing new are left out."""
    return tuple(_news(told, instance))


def _news(told: Told, instance: Instance) -> Iterator[Moment]:
    known: dict[str, int] = {}
    last_about: object = None
    last_found: object = None
    for seconds, line in told.lines:
        said = _read(line)
        if said is None:
            continue
        schedule = None if said["schedule"] is None else Schedule.model_validate(said["schedule"])
        bounds = {goal: bound for goal, bound in _bounds(said, schedule).items() if bound > known.get(goal, bound - 1)}
        about, found = (said["step"], said["goal"]), last_found if schedule is None else _identity(schedule)
        if about != last_about or found != last_found or bounds:
            figures = {} if schedule is None or found == last_found else _judged(schedule, instance)
            yield Moment(seconds=round(seconds, 3), step=said["step"], goal=said["goal"], bounds=bounds, **figures)
        known |= bounds
        last_about, last_found = about, found


def _identity(schedule: Schedule) -> object:
    """What the goals of a schedule depend on; the rest of its certificate changes more often."""
    return schedule.reviews, None if schedule.certificate is None else schedule.certificate.fair_visit_m


def _read(line: bytes) -> Any:
    """One line's content; None for the method's last word, and for a line it was killed in."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if "step" in said else None


def _bounds(said: Any, schedule: Schedule | None) -> dict[str, int]:
    certificate = None if schedule is None else schedule.certificate
    bounds = {} if certificate is None else {result.goal: result.bound for result in certificate.goals}
    return bounds if said["bound"] is None else bounds | {said["goal"]: said["bound"]}


def _judged(schedule: Schedule, instance: Instance) -> dict[str, Any]:
    report, plan = check(instance, schedule), Plan(instance, schedule)
    values = report.values
    if schedule.certificate is None or schedule.certificate.fair_visit_m is None:
        values = {goal: value for goal, value in values.items() if goal != "fairness"}  # nothing to measure it by yet
    km = sum(seat.km for seat in plan.seats)
    km += sum(held.lead_km for held in plan.held if held.lead is not None)
    return {"values": values, "km": km, "breach": report.breaches[0].message if report.breaches else ""}
