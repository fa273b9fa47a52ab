"""What a finished term leaves to the next: accounts, visits, experience, and the reviews still to be held."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Literal

from models.calendar import Days
from models.instance import Instance, LedgerEntry, Review, Visit
from models.network import School
from models.people import Lead, Reviewer
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.happened import as_held
from scheduler.changes.kinds import kind_of
from scheduler.changes.ledger import closing, first_claims, forfeited
from scheduler.plan import Plan
from scheduler.words import count


def carry_over(effective: Instance, schedule: Schedule, following: Instance) -> Instance:
    """The next term's instance with all that a finished term leaves to it.

    effective: the instance by which the finished schedule is judged. Schools, reviewers and leads who joined during the
    term are carried; who else `following` does not know is left out, see `left_out`.

    Raises:
        InvalidInput: the next term does not come after the finished one, is of another network, or holds all this
            already.
    """
    _refuse_earlier(effective, following)
    _refuse_strangers(effective, following)
    following = _with_people(effective, schedule, _with_schools(effective, schedule, following))
    visits = tuple(_visits(effective, schedule, following))
    _refuse_twice(effective, following, visits)
    return following.model_copy(
        update={
            "ledger": tuple(_ledger(effective, schedule, following)),
            "visits": (*following.visits, *visits),
            "reviews": tuple(_reviews(effective, schedule, following)),
            "origin": following.origin.model_copy(
                update={"text": f"{following.origin.text} With what {effective.name} has left to it.".strip()}
            ),
        }
    )


def left_out(schedule: Schedule, effective: Instance, following: Instance) -> tuple[str, ...]:
    """Names of schools that the next instance does not know although they did not leave: they are not carried."""
    left = _gone(schedule, "school")
    there = following.school_by_id.keys() | left
    return tuple(school.name for school in effective.schools if school.id not in there)


def _refuse_earlier(effective: Instance, following: Instance) -> None:
    last, first = max(term.last_day for term in effective.terms), min(term.first_day for term in following.terms)
    if first <= last:
        expected = f"a day after {last}, the end of {effective.name}"
        remedy = "Name the finished term first, and then the one that follows it."
        raise _refusal(following, "$.terms", f"a first day of {first}", expected, remedy)


def _refuse_strangers(effective: Instance, following: Instance) -> None:
    """People are pseudonyms, so R0001 of another network is somebody else."""
    if not effective.school_by_id.keys() & following.school_by_id.keys():
        value, expected = f"no school of {effective.name}", "the next term of the same network, with its schools' ids"
        raise _refusal(following, "$.schools", value, expected, "Name an instance of the same network as NEXT.")


def _refuse_twice(effective: Instance, following: Instance, visits: tuple[Visit, ...]) -> None:
    twice = set(visits) & set(following.visits)
    if twice:
        every = "every visit" if len(twice) == len(set(visits)) else count(len(twice), "visit")
        value, expected = f"{every} of {effective.name} already", "an instance into which it was not carried yet"
        raise _refusal(
            following, "$.visits", value, expected, "Use this file as it is, or name the one it was made from."
        )


def _refusal(following: Instance, where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=value, expected=expected, remedy=remedy)], following.name)


def _with_schools(effective: Instance, schedule: Schedule, following: Instance) -> Instance:
    """Schools that joined during the term are there, each with its hub and calendar, and the areas it names."""
    left, joined = _gone(schedule, "school"), _joined(schedule, School)
    new = [effective.school_by_id[one] for one in sorted(joined - left - following.school_by_id.keys())]
    hubs, calendars = {one.hub: effective.hub_by_id[one.hub] for one in new}, {one.calendar for one in new}
    areas = [area for one in new for area in (*one.strong_in, *one.works_on)]
    return following.model_copy(
        update={
            "schools": (*following.schools, *new),
            "hubs": (*following.hubs, *(hub for id, hub in hubs.items() if id not in following.hub_by_id)),
            "calendars": (
                *following.calendars,
                *(effective.calendar_by_id[id] for id in sorted(calendars - following.calendar_by_id.keys())),
            ),
            "areas": tuple(dict.fromkeys((*following.areas, *areas))),
        }
    )


def _ledger(effective: Instance, schedule: Schedule, following: Instance) -> Iterator[LedgerEntry]:
    """Within a school year accounts go on; into the next one only what is owed goes."""
    known = following.ledger_by_school
    for entry in closing(effective, schedule):
        if entry.school not in following.school_by_id:
            continue
        planned = known[entry.school].planned_size if entry.school in known else None
        if following.school_year == effective.school_year:
            yield entry.model_copy(update={"planned_size": planned or entry.planned_size})
        else:
            yield LedgerEntry(school=entry.school, planned_size=planned, debt_brought_in=entry.owed, owed=entry.owed)
    closed = {school.id for school in effective.schools}
    yield from (entry for entry in following.ledger if entry.school not in closed)


def _visits(effective: Instance, schedule: Schedule, following: Instance) -> Iterator[Visit]:
    year, plan = effective.school_year, as_held(Plan(effective, schedule))
    for held in plan.held:
        host, schools = held.host.id, following.school_by_id
        if host not in schools:
            continue
        if held.lead is not None and held.lead.id in following.lead_by_id:
            yield Visit(person=held.lead.id, host=host, school_year=year, slot=held.slot)
        for person in held.reviewers:
            if person.id in following.reviewer_by_id and person.school in schools:
                yield Visit(person=person.id, host=host, home=person.school, school_year=year, slot=held.slot)


def _with_people(effective: Instance, schedule: Schedule, following: Instance) -> Instance:
    """Those who joined are there, those who left are not free, and who reviewed has the more experience."""
    made = Counter(seat.reviewer.id for seat in as_held(Plan(effective, schedule)).seats)
    gone, left = _gone(schedule, "person"), _gone(schedule, "school")
    term = Days(
        first=min(term.first_day for term in following.terms), last=max(term.last_day for term in following.terms)
    )

    def reviewer(person: Reviewer, before: Reviewer | None) -> Reviewer:
        was = before.completed_reviews if before is not None else 0
        done = max(person.completed_reviews, was + made[person.id])
        away = (*person.away, term) if person.id in gone or person.school in left else person.away
        return person.model_copy(update={"completed_reviews": done, "away": away})

    def lead(person: Lead) -> Lead:
        return person.model_copy(update={"away": (*person.away, term)}) if person.id in gone else person

    joined, leading = _joined(schedule, Reviewer), _joined(schedule, Lead)
    new = [one for one in effective.reviewers if one.id in joined and one.school in following.school_by_id]
    leads = [one for one in effective.leads if one.id in leading]
    return following.model_copy(
        update={
            "reviewers": tuple(
                reviewer(one, effective.reviewer_by_id.get(one.id))
                for one in (*following.reviewers, *(one for one in new if one.id not in following.reviewer_by_id))
            ),
            "leads": tuple(
                lead(one) for one in (*following.leads, *(one for one in leads if one.id not in following.lead_by_id))
            ),
        }
    )


def _joined(schedule: Schedule, kind: type[School | Reviewer | Lead]) -> set[str]:
    """The ids of those who joined during the term."""
    joined = (kind_of(change).joins(change) for change in schedule.changes)
    return {one.id for one in joined if isinstance(one, kind)}


def _gone(schedule: Schedule, kind: Literal["school", "person"]) -> set[str]:
    """The ids of those who left during the term, for good."""
    left = (kind_of(change).leaves(change) for change in schedule.changes)
    return {one[1] for one in left if one is not None and one[0] == kind}


def _reviews(effective: Instance, schedule: Schedule, following: Instance) -> Iterator[Review]:
    """Those due, the claims of this term among them; a review that was not held is due then, unless it is forfeited."""
    claims = set(first_claims(effective, schedule))
    lost = set(forfeited(effective, schedule))
    left = {review.host: review for review in Plan(effective, schedule).not_held if review.id not in lost}
    for review in following.reviews:
        mine = left.pop(review.host, None)
        yield review.model_copy(update={"first_claim": True}) if mine is not None and mine.id in claims else review
    ids = {review.id for review in following.reviews}
    for host, review in left.items():
        if host not in following.school_by_id:
            continue
        slots = _open_slots(following, host)
        if slots:
            yield Review(
                id=review.id if review.id not in ids else f"{review.id}-from-{effective.name}",
                host=host,
                term=min(following.terms, key=lambda term: term.number).id,
                slots=slots,
                size=review.size,
                first_claim=review.id in claims,
            )


def _open_slots(following: Instance, host: str) -> tuple[date, ...]:
    """Every slot of the first term for which the host is open, by date: it has ranked none yet."""
    length, school = following.policy.slot, following.school_by_id[host]
    term = min(following.terms, key=lambda term: term.number)
    return tuple(
        day
        for day in Days(first=term.first_day, last=term.last_day)
        if length.begins_on(day)
        and all(each in term and following.is_school_day(school, each) for each in length.days_of(day))
    )
