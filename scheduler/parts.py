"""Parts of a large instance, each an instance of its own."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TypeVar

from models.calendar import Days, week_of
from models.instance import Fixed, Instance, LedgerEntry, Review
from models.people import Lead, Reviewer
from models.schedule import PlannedReview, Schedule

Anybody = TypeVar("Anybody", Lead, Reviewer)


def part(instance: Instance, hosts: Collection[str], homes: Collection[str], leads: Collection[str]) -> Instance:
    """The reviews at some schools, with the reviewers of some schools and some leads, and nothing else."""
    reviews = tuple(review for review in instance.reviews if review.host in hosts)
    ids, schools = {review.id for review in reviews}, {*hosts, *homes}
    people = {person.id for person in instance.reviewers if person.school in homes} | set(leads)
    return instance.model_copy(
        update={
            "schools": tuple(school for school in instance.schools if school.id in schools),
            "reviewers": tuple(_known(person, schools) for person in instance.reviewers if person.id in people),
            "leads": tuple(_known(lead, schools) for lead in instance.leads if lead.id in people),
            "reviews": reviews,
            "visits": tuple(
                visit
                for visit in instance.visits
                if visit.host in schools and visit.person in people and (visit.home is None or visit.home in schools)
            ),
            "ledger": tuple(entry for entry in instance.ledger if entry.school in schools),
            "fixed": tuple(fixed for fixed in instance.fixed if fixed.review in ids),
            "waivers": tuple(waiver for waiver in instance.waivers if waiver.review in ids and waiver.person in people),
        }
    )


def _known(person: Anybody, schools: Collection[str]) -> Anybody:
    """The person without conflicts with schools that are not there."""
    if all(school in schools for school in person.conflicts):
        return person
    return person.model_copy(update={"conflicts": tuple(school for school in person.conflicts if school in schools)})


def replanned(instance: Instance, schedule: Schedule, hosts: Collection[str], leads: Collection[str]) -> Instance:
    """The reviews at some schools, to be planned anew while a schedule stands everywhere else.

    Who is at work only inside is free. Who works inside and lives or works outside, too, stays at their review. Who
    works only outside is taken: their school has sent them, and neither releases others nor hosts in those weeks beyond
    what the rules allow. leads: those who may lead inside, beside those who do.
    """
    outside = _Outside(instance, schedule, hosts)
    inside = [planned for planned in schedule.reviews if instance.review_by_id[planned.review].host in hosts]
    bound = {
        planned.review: tuple(
            person
            for person in planned.reviewers
            if instance.reviewer_by_id[person].school not in hosts or outside.weeks[person]
        )
        for planned in inside
    }
    kept = {person for people in bound.values() for person in people}
    leading = {planned.lead for planned in inside if planned.lead is not None}
    homes = {*hosts, *(instance.reviewer_by_id[person].school for person in kept)}
    free_leads = {lead for lead in {*leads, *leading} if not outside.weeks[lead]}
    whole = part(instance, hosts, homes, free_leads | leading)

    def reachable(person: str, own: Collection[str]) -> dict[str, object]:
        """Nobody who works outside, too, or lives there, goes anywhere inside but where they go already."""
        return {"conflicts": tuple(sorted({review.host for review in whole.reviews} - set(own)))}

    hosts_of: dict[str, set[str]] = defaultdict(set)
    for planned in inside:
        for person in (*bound[planned.review], *((planned.lead,) if planned.lead is not None else ())):
            hosts_of[person].add(instance.review_by_id[planned.review].host)
    reviewers = []
    for person in whole.reviewers:
        if person.id not in kept and (person.school not in hosts or outside.weeks[person.id]):
            continue
        away = _absences(outside.closed_weeks(instance, person.school))
        limits = reachable(person.id, hosts_of[person.id]) if person.id in kept else {}
        reviewers.append(person.model_copy(update={"away": (*person.away, *away)} | limits))
    shared = [lead.id for lead in whole.leads if outside.weeks[lead.id]]
    return whole.model_copy(
        update={
            "reviewers": tuple(reviewers),
            "leads": tuple(
                lead.model_copy(
                    update={"away": (*lead.away, *_absences(outside.weeks[lead.id]))}
                    | reachable(lead.id, hosts_of[lead.id])
                )
                if lead.id in shared
                else lead
                for lead in whole.leads
            ),
            "reviews": tuple(outside.with_free_weeks(review, instance) for review in whole.reviews),
            "ledger": tuple(_sent(whole, school.id, outside.sent[school.id]) for school in whole.schools),
            "fixed": tuple(
                _kept(instance, planned, bound[planned.review], shared)
                for planned in inside
                if bound[planned.review] or planned.lead in shared or planned.review in instance.fixed_by_review
            ),
        }
    )


class _Outside:
    """What a schedule has decided outside some hosts. Weeks are Mondays.

    weeks: of each person at work. away: of each school, how many of its people in each week. sent: of each school.
    """

    def __init__(self, instance: Instance, schedule: Schedule, hosts: Collection[str]) -> None:
        self.weeks: dict[str, set[date]] = defaultdict(set)
        self.away: dict[str, Counter[date]] = defaultdict(Counter)
        self.sent: Counter[str] = Counter()
        self._hosting: dict[str, date] = {}
        for planned in schedule.reviews:
            host = instance.review_by_id[planned.review].host
            if host in hosts or planned.slot is None:
                continue
            self._hosting[host] = week_of(planned.slot)
            for person in planned.reviewers:
                home = instance.reviewer_by_id[person].school
                self.away[home][week_of(planned.slot)] += 1
                self.sent[home] += 1
            for person in (*planned.reviewers, *((planned.lead,) if planned.lead is not None else ())):
                self.weeks[person].add(week_of(planned.slot))

    def closed_weeks(self, instance: Instance, school: str) -> Iterator[date]:
        """Weeks in which the school can send nobody more."""
        limits = instance.policy.school_release
        large = (instance.school_by_id[school].pupils or 0) >= limits.large_from_pupils
        most = limits.reviewers_large if large else limits.reviewers
        yield from (week for week, count in self.away[school].items() if count >= most)
        if school in self._hosting:
            yield self._hosting[school]

    def with_free_weeks(self, review: Review, instance: Instance) -> Review:
        """The review without slots in weeks in which its host's people are away, unless it has no others."""
        slots = tuple(slot for slot in review.possible_slots if week_of(slot) not in self.away[review.host])
        field = "slots" if review.possible is None else "possible"
        return review.model_copy(update={field: slots}) if slots else review


def _absences(weeks: Iterable[date]) -> tuple[Days, ...]:
    return tuple(Days(first=week, last=week + timedelta(days=4)) for week in sorted(set(weeks)))


def _sent(instance: Instance, school: str, more: int) -> LedgerEntry:
    entry = instance.ledger_by_school.get(school, LedgerEntry(school=school))
    size = instance.planned_size(school)
    return entry.model_copy(update={"planned_size": size, "sent": entry.sent + more, "owed": entry.owed - more})


def _kept(instance: Instance, planned: PlannedReview, people: tuple[str, ...], shared: Collection[str]) -> Fixed:
    """What must stay of a review: who lives or works outside, and then its slot, on which others outside count."""
    before = instance.fixed_by_review.get(planned.review) or Fixed(review=planned.review, reason="planned with others")
    lead = planned.lead if planned.lead in shared else None
    return before.model_copy(
        update={
            "slot": before.slot or (planned.slot if people or lead else None),
            "lead": before.lead or lead,
            "reviewers": tuple(sorted({*before.reviewers, *people})),
        }
    )
