"""Hand-made instances and schedules that fit on a few lines.

    schools = tiny.school("A"), tiny.school("B", km=20)
    instance = tiny.instance(*schools, tiny.review("A"), tiny.lead("L1"), tiny.reviewer("R1", "B"))
    plan = tiny.plan(instance, tiny.held("A", "L1", "R1"))

All places lie on one meridian, so that distances are differences of `km`. Every school is a hub of its own, follows one
calendar and is open on every weekday of the school year. The review at A is called VA and may be in any of the first
weeks, Monday first. Entries are sorted into the instance by their type.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from math import degrees
from typing import Any

from models.calendar import Calendar, Days, Term
from models.finding import Finding
from models.instance import Fixed, Instance, LedgerEntry, Origin, Review, Visit, Waiver
from models.network import Hub, Phase, School
from models.people import Lead, Reviewer
from models.policy import Policy
from models.schedule import Certificate, PlannedReview, Schedule
from scheduler.explaining.remedies import with_number
from scheduler.goal import GoalUnit
from scheduler.plan import Plan
from scheduler.rule import Breach, Rule

SOUTHERN_LATITUDE = 51.0
EARTH_RADIUS_KM = 6371.009
FIRST_MONDAY = date(2018, 9, 3)

AUTUMN = Term(id="autumn", number=1, calendar="all", first_day=FIRST_MONDAY, last_day=date(2018, 12, 21))
SPRING = Term(id="spring", number=2, calendar="all", first_day=date(2019, 1, 7), last_day=date(2019, 4, 5))
SUMMER = Term(id="summer", number=3, calendar="all", first_day=date(2019, 4, 23), last_day=date(2019, 7, 19))
CALENDAR = Calendar(id="all", name="Every weekday", open=(Days(first=FIRST_MONDAY, last=date(2019, 7, 19)),))

Entry = School | Reviewer | Lead | Review | Visit | LedgerEntry | Fixed | Waiver | Term | Calendar | Policy


def day(week: int, weekday: int = 0) -> date:
    """A day of the `week`-th week (from 1); weekday 0 is Monday."""
    return FIRST_MONDAY + timedelta(weeks=week - 1, days=weekday)


def latitude(km: float) -> float:
    """The latitude so many km north of school A."""
    return SOUTHERN_LATITUDE + degrees(km / EARTH_RADIUS_KM)


def school(id: str, km: float = 0, **fields: Any) -> School:
    """A primary school so many km up the meridian, in a hub of its own."""
    defaults = {"name": f"School {id}", "hub": f"hub-{id}", "phase": Phase.PRIMARY, "calendar": "all"}
    return School(id=id, latitude=latitude(km), longitude=0, **(defaults | fields))


def reviewer(id: str, home: str, **fields: Any) -> Reviewer:
    """An experienced reviewer."""
    return Reviewer(id=id, school=home, **({"completed_reviews": 3} | fields))


def lead(id: str = "L1", km: float = 0, **fields: Any) -> Lead:
    """A lead who lives so many km up the meridian."""
    return Lead(id=id, latitude=latitude(km), longitude=0, **fields)


def review(host: str, *slots: date, **fields: Any) -> Review:
    """The review at `host`, called V and the host's id. Without slots, the Mondays of the first eight weeks."""
    slots = slots or tuple(day(week) for week in range(1, 9))
    return Review(**({"id": f"V{host}", "host": host, "term": "autumn", "slots": slots} | fields))


def visit(person: str, host: str, home: str | None = None, **fields: Any) -> Visit:
    """A review somebody was at earlier this school year."""
    return Visit(person=person, host=host, home=home, **({"school_year": "2018-19"} | fields))


def fixed(host: str, **fields: Any) -> Fixed:
    """What is fixed of the review at `host`."""
    return Fixed(review=f"V{host}", **({"reason": "published"} | fields))


def waiver(rule: Any, person: str, host: str) -> Waiver:
    """The rule set aside for this person at the review at `host`."""
    return Waiver(rule=rule, person=person, review=f"V{host}", allowed_by="the coordinator", reason="agreed")


def policy(**numbers: Any) -> Policy:
    """A policy with these numbers, such as `policy(lead_load={"reviews": 1})`."""
    return Policy.model_validate(numbers)


def instance(*entries: Entry, **fields: Any) -> Instance:
    """An instance of these entries. Without terms or calendars, the autumn term and every weekday."""
    schools = _only(School, entries)
    defaults = {
        "name": "tiny",
        "origin": Origin(text="made by hand"),
        "school_year": "2018-19",
        "terms": _only(Term, entries) or (AUTUMN,),
        "calendars": _only(Calendar, entries) or (CALENDAR,),
        "areas": tuple(sorted({area for school in schools for area in school.strong_in + school.works_on})),
        "hubs": tuple(Hub(id=hub, name=f"Hub {hub}") for hub in sorted({school.hub for school in schools})),
        "schools": schools,
        "reviewers": _only(Reviewer, entries),
        "leads": _only(Lead, entries),
        "reviews": _only(Review, entries),
        "visits": _only(Visit, entries),
        "ledger": _only(LedgerEntry, entries),
        "fixed": _only(Fixed, entries),
        "waivers": _only(Waiver, entries),
        "policy": next(iter(_only(Policy, entries)), Policy()),
    }
    return Instance(**(defaults | fields))


def _only(kind: type[Any], entries: Iterable[Entry]) -> tuple[Any, ...]:
    return tuple(entry for entry in entries if isinstance(entry, kind))


def held(host: str, lead: str | None, *reviewers: str, on: date | None = FIRST_MONDAY) -> PlannedReview:
    """What a schedule says of the review at `host`: its slot is the first Monday unless `on` says otherwise."""
    return PlannedReview(review=f"V{host}", slot=on, lead=lead, reviewers=reviewers)


def schedule(*reviews: PlannedReview, certificate: Certificate | None = None) -> Schedule:
    """A schedule of these reviews; the others are not held."""
    return Schedule(instance="tiny", reviews=reviews, certificate=certificate)


def plan(instance: Instance, *reviews: PlannedReview, certificate: Certificate | None = None) -> Plan:
    """The schedule of these reviews, joined with its instance."""
    return Plan(instance, schedule(*reviews, certificate=certificate))


def breaches(rule: Rule, instance: Instance, *reviews: PlannedReview) -> list[Finding]:
    """What the rule's check finds in this schedule."""
    return list(rule.check(plan(instance, *reviews)))


def messages(rule: Rule, instance: Instance, *reviews: PlannedReview) -> list[str]:
    """What the rule's check says about this schedule."""
    return [finding.message for finding in breaches(rule, instance, *reviews)]


def amounts(rule: Rule, instance: Instance, *reviews: PlannedReview) -> list[int]:
    """By how much the rule's check finds each limit passed in this schedule: empty where the rule holds."""
    return [finding.amount for finding in breaches(rule, instance, *reviews)]


def enough(rule: Rule, instance: Instance, person: str, host: str, *reviews: PlannedReview) -> dict[str, float]:
    """The numbers with which the one breach would be none: each just suffices, and one step short of it does not."""
    (amount,) = amounts(rule, instance, *reviews)
    breach = Breach(instance, person, f"V{host}", amount)
    numbers = {limit: limit.after(rule.field, breach) for limit in rule.limits}
    found = {limit: number for limit, number in numbers.items() if number is not None}
    for limit, number in found.items():
        for value, left in ((number, []), (number - limit.step, [1])):
            assert amounts(rule, with_number(instance, rule.field, limit.name, value), *reviews) == left
    return {limit.name: number for limit, number in found.items()}


def value(goal: GoalUnit, instance: Instance, *reviews: PlannedReview) -> int:
    """The goal's recounted value of this schedule."""
    return sum(finding.amount for finding in goal.recount(plan(instance, *reviews)))
