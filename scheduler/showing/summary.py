"""What a schedule achieves, first in sentences that can be read out, then in tables."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from weakref import WeakKeyDictionary

from models.calendar import Term
from models.finding import Finding
from models.instance import Instance
from models.schedule import Schedule
from scheduler.goals import commitments_met, fairness
from scheduler.plan import Plan
from scheduler.showing.figures import how_journeys_count, indicators, travel, vacant_at, vacant_seats, waivers
from scheduler.showing.happened import otherwise
from scheduler.showing.reports import Judgement, findings, goals_table, judge
from scheduler.showing.table import Table
from scheduler.words import count, listed

T = TypeVar("T")

_JUDGED = WeakKeyDictionary[Plan, Judgement]()
_NAMED = 8  # so many schools are named in a sentence; the tables name all


def overview(plan: Plan) -> Iterator[Table | str]:
    """Sentences, what is proven, the indicators, and where something is missing."""
    yield size(plan)
    yield from achieved(plan)
    yield from proven(plan)
    yield indicators(plan)
    yield travel(plan)
    yield from vacant_seats(plan)
    yield from otherwise(plan)
    yield from waivers(plan.instance)


def size(plan: Plan) -> str:
    """What the schedule is for."""
    instance, leads = plan.instance, plan.instance.leads
    parts = [
        count(len(instance.reviews), "review"),
        f"{_hosts(instance)} in {count(len(instance.hubs), 'hub')}",
        count(len(instance.reviewers), "reviewer"),
        count(len(leads), "Lead Reviewer"),
    ]
    trusts = " Where it says school, a trust is meant." if instance.hosts_are == "trusts" else ""
    return f"{instance.name}, school year {instance.school_year}: {listed(parts)}.{trusts}"


def _hosts(instance: Instance) -> str:
    """How many schools, or trusts with their schools."""
    sites = sum(len(school.sites) for school in instance.schools)
    of = f" of {count(sites, 'school')}" if sites else ""
    return f"{count(len(instance.schools), instance.host_word)}{of}"


def judged(plan: Plan) -> Judgement:
    """The judgement on a plan, with the rules switched off that were so when it was made; looked for once."""
    if plan not in _JUDGED:
        _JUDGED[plan] = judge(*_as_made(plan))
    return _JUDGED[plan]


def proven(plan: Plan) -> Iterator[Table | str]:
    """Whether the rules hold, and what the certificate says that can be believed."""
    judgement = judged(plan)
    yield from _kept(judgement)
    if judgement.proves and judgement.certificate is not None:
        yield goals_table(plan, judgement.certificate)


def broken(plan: Plan) -> Iterator[Table]:
    """The breaches of rules that were in force when the schedule was made, where there are any."""
    breaches = judged(plan).report.breaches
    if breaches:
        yield findings("breaches", "Breaches of rules in force", breaches)


def achieved(plan: Plan) -> Iterator[str]:
    """Dates, seats, commitments and journeys, each in a sentence that names what is missing and why."""
    yield _dates(plan)
    yield _seats(plan)
    yield _commitments(plan)
    yield from _journeys(plan)
    yield from how_journeys_count(plan)


def _as_made(plan: Plan) -> tuple[Instance, Schedule]:
    """The instance with the rules switched off that were so when the schedule was made."""
    certificate = plan.schedule.certificate
    off = dict.fromkeys((*plan.policy.without, *(certificate.rules_off if certificate is not None else ())))
    policy = plan.policy.model_copy(update={"without": tuple(off)})
    return plan.instance.model_copy(update={"policy": policy}), plan.schedule


def _kept(judgement: Judgement) -> Iterator[Table | str]:
    """Whether the rules hold, the breaches of those switched off, and whether the certificate can be believed."""
    report, certificate = judgement.report, judgement.certificate
    broken = sorted({finding.rule for finding in report.breaches})
    yield f"BROKEN: {listed(broken)}. See qa-scheduler check." if broken else "No rule in force is broken."
    if judgement.off:
        yield f"Switched off: {listed(judgement.off)}."
    if report.breaches_off:
        yield findings("breaches_of_rules_off", "Breaches of rules that are switched off", report.breaches_off)
    if certificate is not None and not judgement.proves:
        yield "The certificate does not speak of this schedule, so nothing is proven. See qa-scheduler check."


def _dates(plan: Plan) -> str:
    due, missing = len(plan.instance.reviews), plan.not_held
    if not missing:
        return f"{_all(due, 'review', 'has', 'have')} a date and a Lead Reviewer."
    have = "has" if len(missing) == 1 else "have"
    named = _some(missing, lambda review: f"{plan.instance.school_by_id[review.host].name} ({review.id})")
    return f"{len(missing):,} of {count(due, 'review')} {have} no date or no Lead Reviewer: {named}."


def _seats(plan: Plan) -> str:
    vacant = {review: seats for review, seats in vacant_at(plan).items() if seats}
    seats = sum(plan.instance.size(review) for review in plan.instance.reviews)
    if not vacant:
        return f"{_all(seats, 'seat', 'is', 'are')} filled."
    reviews, schools = plan.instance.review_by_id, plan.instance.school_by_id
    named = _some(list(vacant), lambda review: f"{schools[reviews[review].host].name} ({vacant[review]})")
    empty = sum(vacant.values())
    return f"{empty:,} of {count(seats, 'seat')} {'stays' if empty == 1 else 'stay'} empty, at {named}."


def _commitments(plan: Plan) -> str:
    instance = plan.instance
    short = list(commitments_met.recount(plan))
    if not short:
        return "Every school sends the reviewers that are due."

    def named(finding: Finding) -> str:
        school, term = finding.about
        return f"{instance.school_by_id[school].name} ({_why_short(plan, school, instance.term_by_id[term])})"

    missing = sum(finding.amount for finding in short)
    each = ", counted at the end of each term" if len(instance.terms) > 1 else ""
    said = f"{count(missing, 'reviewer')} that schools are due to send {_are(missing)} missing{each}"
    return f"{said}: {_some(short, named)}."


def _why_short(plan: Plan, school: str, term: Term) -> str:
    """How many it sends of those due; and whether it has more reviewers at all."""
    instance, load = plan.instance, plan.policy.reviewer_load
    terms = [each for each in instance.terms if each.number <= term.number]
    sends = sum(seat.home.id == school and seat.held.term in terms for seat in plan.seats)
    people = [reviewer for reviewer in instance.reviewers if reviewer.school == school and not reviewer.reserve]
    offered = sum(load.reviews_if_offered if reviewer.offers_two else load.reviews for reviewer in people) * len(terms)
    due = instance.due(school, term)
    has = count(len(people), "reviewer") if people else "no reviewers"
    reason = f"it has {'only ' if 0 < offered < due else ''}{has}"
    return f"sends {sends} of {due}; {reason}" if sends else f"{due} due; {reason}"


def _journeys(plan: Plan) -> Iterator[str]:
    excess = list(fairness.recount(plan))
    if excess:
        worst = max(excess, key=lambda finding: finding.amount)
        yield f"The longest journeys beyond what is fair: {worst.message}"


def _some(things: Sequence[T], name: Callable[[T], str]) -> str:
    """The first few by name, and how many more there are."""
    names, more = [name(thing) for thing in things[:_NAMED]], len(things) - _NAMED
    return listed([*names, f"{more:,} more"] if more > 0 else names)


def _all(number: int, noun: str, has: str, have: str) -> str:
    return f"The {noun} {has}" if number == 1 else f"All {count(number, noun)} {have}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
