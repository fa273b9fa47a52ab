"""The part of an instance and a schedule that decides what a small change breaks and costs.

To check a term takes a twentieth of a second; to ask of each of a thousand reviewers what they would break, less is
looked at. Every rule and goal looks at one person, one school, one team or one pair of schools; what none of these has
to do with the change says the same before and after it, so it can be left out of both.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from models.instance import Instance, Visit
from models.schedule import PlannedReview, Schedule
from scheduler.plan import Plan


class Surroundings:
    """Parts of one instance and schedule, quickly found."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._by_school: dict[str, set[str]] = defaultdict(set)
        self._by_lead: dict[str, set[str]] = defaultdict(set)
        for review in plan.instance.reviews:
            self._by_school[review.host].add(review.id)
        for planned in plan.schedule.reviews:
            if planned.lead is not None:
                self._by_lead[planned.lead].add(planned.review)
            for reviewer in planned.reviewers:
                self._by_school[plan.instance.reviewer_by_id[reviewer].school].add(planned.review)

    @cached_property
    def _visits(self) -> dict[str, list[Visit]]:
        """All earlier visits by person, and those of this school year by home and host: schools forget sooner."""
        found: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.plan.instance.visits:
            found[visit.person].append(visit)
            if visit.home is not None and visit.school_year == self.plan.instance.school_year:
                for school in {visit.home, visit.host}:
                    found[school].append(visit)
        return found

    def of(self, reviews: Iterable[str], people: Iterable[str]) -> tuple[Instance, Schedule]:
        """What changes in these reviews, by these people, can break or cost.

        The dates of all other reviews must stay, and the number of reviews in each week.
        """
        instance = self.plan.instance
        changed, people = set(reviews), set(people)
        hosts = {instance.review_by_id[review].host for review in changed}
        reviewers = people & instance.reviewer_by_id.keys()
        near = hosts | {instance.reviewer_by_id[person].school for person in reviewers}
        kept = changed.union(*(self._by_school[school] for school in near), *(self._by_lead[one] for one in people))
        planned = [self._near(review, near, people, whole=review in changed) for review in sorted(kept)]
        reviewers |= {person for one in planned for person in one.reviewers}
        leads = {one.lead for one in planned if one.lead is not None} | (people & instance.lead_by_id.keys())
        schools = {instance.review_by_id[review].host for review in kept}
        schools |= near | {instance.reviewer_by_id[person].school for person in reviewers}
        visits = {id(visit): visit for person in people for visit in self._visits.get(person, ())}
        visits |= {id(visit): visit for school in near for visit in self._visits.get(school, ())}
        schools |= {school for visit in visits.values() for school in (visit.host, visit.home) if school is not None}
        small = instance.model_copy(
            update={
                "schools": tuple(instance.school_by_id[school] for school in sorted(schools)),
                "reviewers": tuple(instance.reviewer_by_id[person] for person in sorted(reviewers)),
                "leads": tuple(instance.lead_by_id[person] for person in sorted(leads)),
                "reviews": tuple(instance.review_by_id[review] for review in sorted(kept)),
                "visits": tuple(visits.values()),
                "ledger": tuple(entry for entry in instance.ledger if entry.school in schools),
                "fixed": tuple(entry for entry in instance.fixed if entry.review in kept),
                "waivers": tuple(waiver for waiver in instance.waivers if waiver.review in kept),
            }
        )
        return small, self.plan.schedule.model_copy(update={"reviews": tuple(planned)})

    def _near(self, review: str, schools: set[str], people: set[str], *, whole: bool) -> PlannedReview:
        """A review that does not change, with those alone whose weeks and loads matter."""
        planned = self.plan.planned(review)
        if whole:
            return planned
        home = self.plan.instance.reviewer_by_id
        return PlannedReview(
            review=review,
            slot=planned.slot,
            lead=planned.lead if planned.lead in people else None,
            reviewers=tuple(person for person in planned.reviewers if home[person].school in schools),
        )
