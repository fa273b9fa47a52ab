"""A schedule into which changes come: what they entail, and what the schedule was before them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal

from models.before import Before
from models.calendar import Days, slot_days
from models.change import (
    CancelReview,
    Change,
    ChangeNumber,
    ChangeTeamSizes,
    CloseSchools,
    SchoolLeaves,
    WaiveRule,
)
from models.instance import Instance, Waiver
from models.planned import PlannedReview, State
from models.schedule import Schedule
from scheduler.changes.effective_instance import forfeits, freed, given_up
from scheduler.changes.replaying import closed_schools, replay
from scheduler.goals import commitments_met, seats_filled
from scheduler.plan import Plan

COMMITMENT: Literal["commitment"] = "commitment"


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
        """The changes with what the schedule adds to them, each followed by what it entails.

        A school that is closed during its own review cancels it, as an exceptional event; one that leaves, for good.
        Where teams become smaller, what a school has sent by then may be more than it would now: it is waived.
        """
        found: list[Change] = []
        for change in changes:
            found.append(self._filled_in(change))
            found += [self._filled_in(each) for each in self._cancellations(change)]
            found += self._waivers(found[-1]) if isinstance(found[-1], ChangeTeamSizes) else ()
        return tuple(found)

    def _filled_in(self, change: Change) -> Change:
        if isinstance(change, ChangeTeamSizes):
            begun = (one.review for one in self.reviews if self._has_begun(one, change.notice))
            return change.model_copy(update={"but": tuple(begun)})
        if not isinstance(change, CancelReview):
            return change
        planned = self.planned(change.review)
        states = self.states.get(change.review)
        booked = [
            person
            for person in planned.reviewers
            if states is None or State.DRAFT not in (states.slot, states.of_seat(person))
        ]
        return change.model_copy(update={"slot": planned.slot, "booked": tuple(booked)})

    def _has_begun(self, planned: PlannedReview, notice: date) -> bool:
        states = self.states.get(planned.review)
        is_done = states is not None and states.slot == State.DONE
        return is_done or (planned.slot is not None and planned.slot <= notice)

    def _cancellations(self, change: Change) -> Iterator[CancelReview]:
        if isinstance(change, CloseSchools):
            schools, days, reason = closed_schools(self.world, change), change.days, "exceptional-event"
        elif isinstance(change, SchoolLeaves):
            last = max(term.last_day for term in self.world.terms)
            schools, days, reason = frozenset({change.school}), Days(first=change.notice, last=last), "other"
        else:
            return
        hosts = {review.id: review.host for review in self.world.reviews}
        for planned in self.reviews:
            hit = planned.slot is not None and any(day in days for day in slot_days(planned.slot))
            if hit and hosts.get(planned.review) in schools:
                yield CancelReview.model_validate(
                    {"notice": change.notice, "why": change.why, "review": planned.review, "reason": reason}
                )

    def _waivers(self, change: ChangeTeamSizes) -> Iterator[WaiveRule]:
        """For visits that have begun, beyond what their schools may send once teams are smaller."""
        then, sent = replay(self.world, [change]), Counter[str]()
        begun = [planned for planned in self.reviews if planned.slot is not None and planned.review in change.but]
        for planned in sorted(begun, key=lambda planned: str(planned.slot)):
            term = then.term_by_id[then.review_by_id[planned.review].term]
            for person in planned.reviewers:
                home = then.reviewer_by_id[person].school
                if (COMMITMENT, person, planned.review) in then.waived:
                    continue
                if sent[home] < then.most(home, term):
                    sent[home] += 1
                    continue
                waiver = Waiver(
                    rule=COMMITMENT,
                    person=person,
                    review=planned.review,
                    allowed_by=change.kind,
                    reason="already begun",
                )
                yield WaiveRule(notice=change.notice, why=change.why, waiver=waiver)

    def before(self, changes: Sequence[Change], notice: date | None = None) -> Before:
        """The schedule as it is before the changes, which stand as `entailed` gives them.

        notice: "now", where it is not the last of theirs.
        """
        free: dict[str, list[str]] = defaultdict(list)
        gave_up: dict[str, list[str]] = defaultdict(list)
        for change in changes:
            for review, what in freed(self.world, self.reviews, change):
                free[review].append(what)
            for review, person in given_up(self.world, self.reviews, change):
                gave_up[review].append(person)
        plan = Plan(self.world, self.schedule)
        short: dict[str, dict[str, int]] = defaultdict(dict)
        for finding in commitments_met.recount(plan):
            school, term = finding.about
            short[school][term] = finding.amount
        then = replay(self.world, (each for each in changes if isinstance(each, ChangeNumber | ChangeTeamSizes)))
        empty = {finding.about[0]: finding.amount for finding in seats_filled.recount(plan)}
        return Before(
            notice=notice or max(change.notice for change in changes),
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
            forfeited=tuple(
                change.review
                for change in changes
                if isinstance(change, CancelReview) and forfeits(then.policy, change)
            ),
        )

    def _still_empty(self, then: Instance, review: str, was: int) -> int:
        """Of the empty seats, those that are left where teams become smaller; a seat more is none that was empty."""
        fewer = self.world.size(self.world.review_by_id[review]) - then.size(then.review_by_id[review])
        return max(0, was - max(0, fewer))
