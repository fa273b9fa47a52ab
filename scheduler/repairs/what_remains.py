"""What remains of a schedule after changes, to begin a repair from: who and what is impossible now is left out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from models.instance import Instance
from models.network import School
from models.schedule import PlannedReview, Schedule
from scheduler.checking import check
from scheduler.model import Model
from scheduler.plan import travel_km
from scheduler.tables.arrays import Ints
from scheduler.tables.facts import Dates


def what_remains(model: Model, schedule: Schedule) -> Schedule | None:
    """The schedule without whatever the changes have made impossible, if it keeps all rules."""
    columns, facts = model.columns, model.facts
    dates = set(zip(facts.dates.review.tolist(), facts.dates.day.tolist(), strict=True))
    seats = _places(columns.seats.keys["reviewer"], columns.seats.keys["date"], facts.dates)
    leads = _places(columns.leads.keys["lead"], columns.leads.keys["date"], facts.dates)

    def remains(planned: PlannedReview) -> PlannedReview:
        empty = PlannedReview(review=planned.review)
        if planned.review in model.instance.begun:
            left_by = model.instance.review_by_id[planned.review].left_by
            return planned.model_copy(
                update={"reviewers": tuple(one for one in planned.reviewers if one not in left_by)}
            )
        if planned.slot is None or planned.lead is None:
            return empty
        at = facts.reviews[planned.review], facts.day(planned.slot)
        if at not in dates or (facts.leads[planned.lead], *at) not in leads:
            return empty
        team = tuple(one for one in planned.reviewers if (facts.reviewers[one], *at) in seats)
        fewest = model.instance.policy.team_size.fewest_reviewers
        return planned.model_copy(update={"reviewers": team}) if len(team) >= fewest else empty

    left = tuple(_in_size(model.instance, [remains(planned) for planned in schedule.reviews]))
    rest = Schedule(instance=schedule.instance, reviews=left)
    rest = _without(rest, {review for breach in check(model.instance, rest).breaches for review in breach.about})
    return None if check(model.instance, rest).breaches else rest


def _without(schedule: Schedule, reviews: set[str]) -> Schedule:
    """The schedule in which these are not held."""
    left = (PlannedReview(review=one.review) if one.review in reviews else one for one in schedule.reviews)
    return schedule.model_copy(update={"reviews": tuple(left)})


def _places(person: Ints, date: Ints, dates: Dates) -> set[tuple[int, int, int]]:
    review, day = dates.review[date], dates.day[date]
    return set(zip(person.tolist(), review.tolist(), day.tolist(), strict=True))


def _in_size(instance: Instance, reviews: Iterable[PlannedReview]) -> Iterator[PlannedReview]:
    """The reviews, each with no more people than it has seats, none whose school sends too many; who is fixed stays.

    First go, at a specialist host, others than specialists; then who is on their first review, whose school would
    send too many, who is of another phase, and the farthest. A review that is left with too few is not held.
    """
    planned, fewest = list(reviews), instance.policy.team_size.fewest_reviewers
    home = {person.id: instance.school_by_id[person.school] for person in instance.reviewers}
    sends = Counter(home[person].id for one in planned for person in one.reviewers)
    last = max(instance.terms, key=lambda term: term.number)

    def sends_too_many(person: str) -> bool:
        return sends[home[person].id] > instance.most(home[person].id, last)

    def goes_before(host: School, person: str) -> tuple[bool, bool, bool, bool, int]:
        school, is_new = home[person], instance.reviewer_by_id[person].is_first_timer
        has_kept_seat = host.phase.is_specialist and school.phase.is_specialist
        return (
            not has_kept_seat,
            is_new,
            sends_too_many(person),
            not school.phase.fits(host.phase),
            travel_km(instance, school, host),
        )

    for one in planned:
        review, team = instance.review_by_id[one.review], list(one.reviewers)
        host, fixed = instance.school_by_id[review.host], instance.fixed_by_review.get(review.id)
        free = [person for person in team if fixed is None or person not in fixed.reviewers]
        free.sort(key=partial(goes_before, host))
        while free and len(team) > instance.size(review):
            sends[home[free[-1]].id] -= 1
            team.remove(free.pop())
        for person in filter(sends_too_many, tuple(free)):
            sends[home[person].id] -= 1
            team.remove(person)
        if len(team) == len(one.reviewers) or one.review in instance.begun:
            yield one
        elif len(team) < fewest:
            sends.subtract(home[person].id for person in team)
            yield PlannedReview(review=one.review)
        else:
            yield one.model_copy(update={"reviewers": tuple(team)})
