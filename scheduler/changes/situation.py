"""A schedule into which changes come: what they entail, and what the schedule was before them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from models.before import EVERYTHING, Before
from models.change import CancelReview, Change, EndReview, LeaveReview
from models.instance import Instance
from models.planned import PlannedReview, State
from models.policy import CancellationReason
from models.schedule import Schedule
from scheduler.changes import kinds
from scheduler.changes.kinds import kind_of
from scheduler.changes.kinds.cancel_review import forfeited
from scheduler.changes.replaying import replay
from scheduler.goals import commitments_met, seats_filled
from scheduler.plan import Plan


def asked_on(instance: Instance, schedule: Schedule) -> date:
    """The day on which something is asked of a schedule, where none is named: the last notice, or the eve of term."""
    eve = min(term.first_day for term in instance.terms) - timedelta(days=1)
    return max(eve, schedule.last_notice or eve)


class Situation:
    """An instance and a schedule for it, into which changes come. world: the instance as it is after those known."""

    def __init__(self, instance: Instance, schedule: Schedule) -> None:
        self.schedule = schedule
        self.world = replay(instance, schedule.changes)
        self._planned = {planned.review: planned for planned in schedule.reviews}
        self.states = {states.review: states for states in schedule.states}

    @property
    def reviews(self) -> tuple[PlannedReview, ...]:
        return self.schedule.reviews

    def planned(self, review: str) -> PlannedReview:
        """What is planned of a review."""
        return self._planned.get(review) or PlannedReview(review=review)

    def entailed(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        """The changes with what the schedule adds to them, each followed by what it entails."""
        found: list[Change] = []
        for change in changes:
            kind = kind_of(change)
            found.append(kind.filled_in(self, change))
            found += [kind_of(each).filled_in(self, each) for each in kind.entails(self, found[-1])]
        return tuple(self._with_leaving(found))

    def _with_leaving(self, changes: Sequence[Change]) -> Iterator[Change]:
        """Each change followed by who leaves a review that has begun because of it; without its lead it ends early.

        A review that is cancelled by name, with an accepted reason, is neither left nor ended.
        """
        now, anew = max((change.notice for change in changes), default=date.min), self.freed_anew(changes)
        begun = {one.review for one in self.reviews if self.has_begun(one, now) and not self.is_over(one, now)}
        said: set[tuple[str, str]] = set()
        for change in changes:
            if not isinstance(change, EndReview) or change.review not in anew:
                yield change
            for review, person in kind_of(change).freed(self.world, self.reviews, change):
                if review in begun - anew and (review, person) not in said:
                    said.add((review, person))
                    yield self._leaving(change, review, person)

    def freed_anew(self, changes: Iterable[Change]) -> frozenset[str]:
        """The reviews that changes, which stand as `entailed` gives them, free for another slot, or for none."""
        freed = (place for change in changes for place in kind_of(change).freed(self.world, self.reviews, change))
        return frozenset(review for review, what in freed if what == EVERYTHING)

    def _leaving(self, change: Change, review: str, person: str) -> LeaveReview | EndReview:
        if person == self.planned(review).lead:
            return EndReview(notice=change.notice, why=kinds.reason(change), review=review)
        return LeaveReview(notice=change.notice, review=review, person=person)

    def without_host(
        self, planned: PlannedReview, change: Change, reason: CancellationReason
    ) -> Iterator[CancelReview | EndReview]:
        """What becomes of a review whose host is not there: it is cancelled, or ends early if it has begun."""
        if not self.has_begun(planned, change.notice):
            yield CancelReview(notice=change.notice, why=change.why, review=planned.review, reason=reason)
        elif not self.is_over(planned, change.notice):
            yield EndReview(notice=change.notice, why=kinds.reason(change), review=planned.review)

    def has_begun(self, planned: PlannedReview, notice: date) -> bool:
        """Whether the review is done, or its first day is not after the notice."""
        states = self.states.get(planned.review)
        is_done = states is not None and states.slot == State.DONE
        return is_done or (planned.slot is not None and planned.slot <= notice)

    def is_over(self, planned: PlannedReview, notice: date) -> bool:
        """Whether the review is done, or its last day is before the notice."""
        states = self.states.get(planned.review)
        is_done = states is not None and states.slot == State.DONE
        return is_done or (planned.slot is not None and self.world.policy.slot.last_day(planned.slot) < notice)

    def before(self, changes: Sequence[Change], notice: date | None = None) -> Before:
        """The schedule as it is before the changes, which stand as `entailed` gives them.

        notice: "now", where it is not the last of theirs.
        """
        now, anew = notice or max(change.notice for change in changes), self.freed_anew(changes)
        stands = {one.review for one in self.reviews if self.has_begun(one, now)} - anew
        free: dict[str, list[str]] = defaultdict(list)
        gave_up: dict[str, list[str]] = defaultdict(list)
        for change in changes:
            kind = kind_of(change)
            for review, what in kind.freed(self.world, self.reviews, change):
                if review not in stands:
                    free[review].append(what)
            for review, person in kind.gives_up(self.world, self.reviews, change):
                gave_up[review].append(person)
        plan = Plan(self.world, self.schedule)
        short: dict[str, dict[str, int]] = defaultdict(dict)
        for finding in commitments_met.recount(plan):
            school, term = finding.about
            short[school][term] = finding.amount
        then = replay(self.world, (each for each in changes if kind_of(each).of_policy))
        empty = {finding.about[0]: finding.amount for finding in seats_filled.recount(plan)}
        return Before(
            notice=now,
            changes=len(self.schedule.changes),
            reviews=self.reviews,
            states=self.schedule.states,
            empty_seats={
                review: seats for review, was in empty.items() if (seats := self._still_empty(then, review, was))
            },
            short=dict(short),
            free={review: tuple(dict.fromkeys(what)) for review, what in free.items()},
            gave_up={review: tuple(dict.fromkeys(people)) for review, people in gave_up.items()},
            reserves=tuple(person.id for person in self.world.reviewers if person.reserve),
            forfeited=forfeited(then.policy, changes),
            ended=tuple(dict.fromkeys(change.review for change in changes if isinstance(change, EndReview))),
        )

    def _still_empty(self, then: Instance, review: str, was: int) -> int:
        """Of the empty seats, those that are left where teams become smaller; a seat more is none that was empty."""
        fewer = self.world.size(self.world.review_by_id[review]) - then.size(then.review_by_id[review])
        return max(0, was - max(0, fewer))
