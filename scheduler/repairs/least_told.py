"""How many people must be told, at least, if a review moves to another slot: counted without a solver.

Whoever was told of the old date hears of another, whatever becomes of the review. If nothing is to be lost, a lead and
a full team must be there besides, and in the week of the slot

- who of them cannot come is somebody else, who hears of it;
- reviewers of the host who are away then come home (`host-week`): they hear of it, and so does who takes their seat;
- of a school that spares nobody else (`school-release`), or hosts itself, nobody can come unless somebody else goes;
- nobody is in two places: a seat left in that week is one more to be taken, and each takes one.

Nobody counts twice, for nobody takes two seats in a week. All of it can also be had by moving the other review of that
week: then all who were told of it hear of that, and each of them may be one of those who come.

Example. L1 and R1, R2 were told: 3. On the new date R2's school is closed, 1 more. L1 leads elsewhere in that week:
another lead, here or there, 1 more. In all 5; or that other review moves, with 4 people who are not L1: 3 + 4. So at
least 5.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from models.before import Before
from models.calendar import week_of
from models.instance import Instance
from models.planned import PlannedReview
from scheduler.rules import RULES
from scheduler.tables.arrays import Bools
from scheduler.tables.columns import eligible
from scheduler.tables.facts import Facts


@dataclass(frozen=True)
class Told:
    """people: each once. counted: what they count in goal change-kept-small."""

    people: int
    counted: int


@dataclass(frozen=True)
class Least:
    """What is known of a slot at once. in_any_case: told, whatever is done. at_least: told, if nothing is lost.

    leads, reviewers: how many could be there, if nobody were in the way. held: whether that is enough for the review to
    be held. empty: so many more seats are empty at least than before; all, where it cannot be held.
    """

    in_any_case: Told
    at_least: Told
    leads: int
    reviewers: int
    held: bool
    empty: int

    @property
    def is_whole(self) -> bool:
        """Whether it may be that nothing is lost."""
        return self.held and not self.empty


@dataclass
class _Needed:
    """Who else must be told, at least. ways_out: reviews whose move could spare some of them."""

    seats: int = 0
    others: int = 0
    lead: int = 0
    ways_out: list[PlannedReview] = field(default_factory=list)

    def told(self, lead_times: int) -> Told:
        return Told(self.seats + self.others + self.lead, self.seats + self.others + lead_times * self.lead)


class LeastTold:
    """The bounds for one review. world: the instance under repair, in which the review can have the slots asked for."""

    def __init__(self, world: Instance, review: str) -> None:
        assert world.before is not None
        self._world, self._before = world, world.before
        self._review = world.review_by_id[review]
        self._planned = self._before.planned_by_review[review]
        self._facts = Facts(_alone(world, review))
        told = {person for person, where, _ in self._before.told if where == review}
        self._lead = self._planned.lead if self._planned.lead in told else None
        self._team = [person for person in self._planned.reviewers if person in told]
        self._told = {*self._team, *((self._lead,) if self._lead else ())}
        self._fewest = world.size(self._review) - self._before.empty_seats.get(review, 0)

    def at(self, slot: date) -> Least:
        """What is known of a slot."""
        at = self._position[self._facts.day(slot)]
        leads, seats = self._can_lead[:, at], self._can_join[:, at]
        times = self._world.policy.change_kept_small.lead_times
        needed, alone = self._needed(slot, leads, seats), self._alone(leads, seats)
        more, counted = needed.told(times), needed.told(times).counted
        people = more.people
        if ways := [told for review in needed.ways_out if (told := self._moving(review)) is not None]:
            people = min(people, max(min(told.people for told in ways), alone.told(times).people))
            counted = min(counted, max(min(told.counted for told in ways), alone.told(times).counted))
        base = self._in_any_case
        counted += self._short(slot, leads, seats)
        at_least = Told(base.people + people, base.counted + counted)
        held = bool(leads.any()) and int(seats.sum()) >= self._world.policy.team_size.fewest_reviewers
        empty = max(0, self._fewest - int(seats.sum()) * held)
        return Least(base, at_least, int(leads.sum()), int(seats.sum()), held, empty)

    # Who could be there

    @cached_property
    def _position(self) -> dict[int, int]:
        return {day: position for position, day in enumerate(self._facts.dates.day.tolist())}

    @cached_property
    def _can_lead(self) -> Bools:
        return self._can(reviewers=False)

    @cached_property
    def _can_join(self) -> Bools:
        return self._can(reviewers=True)

    def _can(self, *, reviewers: bool) -> Bools:
        """(person, date): whom no rule keeps away by itself."""
        facts, policy = self._facts, self._world.policy
        rules = {rule.id: rule.forbids for rule in RULES if policy.is_on(rule.id)}
        pairs = eligible(facts, rules, reviewers=reviewers)
        can = np.zeros((facts.n["reviewer" if reviewers else "lead"], facts.n["date"]), dtype=bool)
        can[pairs.person, pairs.date] = True
        return can

    # Who must be told

    def _alone(self, leads: Bools, seats: Bools) -> _Needed:
        """If no other review were in the way."""
        come = sum(seats[self._facts.reviewers[one]] for one in self._team)
        return _Needed(max(0, self._fewest - int(come)), 0, int(not self._leads(leads)))

    def _leads(self, leads: Bools) -> bool:
        return self._lead is not None and bool(leads[self._facts.leads[self._lead]])

    def _needed(self, slot: date, leads: Bools, seats: Bools) -> _Needed:
        """Where every other review of the week stays."""
        week = self._in_week.get(week_of(slot), ())
        host = [(person, one) for one in week for person in one.reviewers if self._must_come_home(person, one)]
        double = [one for one in week for person in one.reviewers if person in self._told]
        spared, blocking = self._spared(week, seats, everywhere=bool(host or double))
        busy = [one for one in week if one.lead is not None and one.lead == self._lead]
        return _Needed(
            max(0, self._fewest + len(host) + len(double) - spared),
            len({person for person, _ in host} - self._told),
            int(not self._leads(leads) or bool(busy)),
            [*(one for _, one in host), *double, *blocking, *busy],
        )

    @cached_property
    def _in_week(self) -> dict[date, list[PlannedReview]]:
        """The other reviews of each week."""
        found: dict[date, list[PlannedReview]] = {}
        for planned in self._before.reviews:
            if planned.slot is not None and planned.review != self._review.id:
                found.setdefault(week_of(planned.slot), []).append(planned)
        return found

    def _must_come_home(self, person: str, planned: PlannedReview) -> bool:
        """Whether it is a reviewer of the host, told of that review, whom `host-week` calls home."""
        is_told = planned.slot is not None and (person, planned.review, planned.slot) in self._before.told
        return is_told and self._home(person) == self._review.host and self._binds("host-week", person, planned.review)

    def _binds(self, rule: str, person: str, review: str) -> bool:
        return self._world.policy.is_on(rule) and (rule, person, review) not in self._world.waived

    def _home(self, person: str) -> str:
        return self._world.reviewer_by_id[person].school

    def _spared(
        self, week: Sequence[PlannedReview], seats: Bools, *, everywhere: bool
    ) -> tuple[int, list[PlannedReview]]:
        """How many of the team can come with nobody else told, and the reviews because of which no more can.

        everywhere: whether they could also take another seat of that week.
        """
        found, blocking = 0, list[PlannedReview]()
        could = [one for one in self._team if everywhere or seats[self._facts.reviewers[one]]]
        for home, many in Counter(map(self._home, could)).items():
            mine = [one for one in could if self._home(one) == home]
            hosts = [one for one in week if self._world.review_by_id[one.review].host == home]
            hosts = hosts if all(self._binds("host-week", one, self._review.id) for one in mine) else []
            away = [*self._away(week, home)]
            bound = all(self._binds("school-release", one, self._review.id) for one in mine)
            free = max(0, self._release(home) - len(away)) if bound else many
            found += 0 if hosts else min(many, free)
            blocking += [*hosts, *(away if free < many else ())]
        return found, blocking

    def _away(self, week: Sequence[PlannedReview], home: str) -> Iterator[PlannedReview]:
        """The reviews at which others of a school are, and count against its release."""
        for one in week:
            for person in one.reviewers:
                is_told = one.slot is not None and (person, one.review, one.slot) in self._before.told
                counts = is_told and person not in self._told and self._home(person) == home
                if counts and self._binds("school-release", person, one.review):
                    yield one

    def _release(self, home: str) -> int:
        return int(self._facts.release[self._facts.schools[home]])

    def _moving(self, planned: PlannedReview) -> Told | None:
        """Who else hears of it if another review moves; None where it cannot."""
        if not can_move(self._world, self._before, planned):
            return None
        told = {person for person, review, _ in self._before.told if review == planned.review} - self._told
        times = self._world.policy.change_kept_small.lead_times
        return Told(len(told), sum(times if person in self._world.lead_by_id else 1 for person in told))

    # What they count

    @cached_property
    def _in_any_case(self) -> Told:
        numbers = self._world.policy.change_kept_small
        counted = 0
        for person in self._told:
            weight = numbers.lead_times if person == self._lead else 1
            weight *= numbers.short_notice_times if person in self._was_short else 1
            weight *= numbers.booked_times if (person, self._review.id) in self._before.booked else 1
            counted += weight
        return Told(len(self._told), counted)

    @cached_property
    def _was_short(self) -> frozenset[str]:
        """Who lost the old date at short notice."""
        slot = self._planned.slot
        return frozenset(person for person in self._told if slot is not None and self._is_short(person, slot))

    def _is_short(self, person: str, slot: date) -> bool:
        home = -1
        if person in self._facts.reviewers:
            home = int(self._facts.reviewer_home[self._facts.reviewers[person]])
        return bool(self._facts.is_short_notice(np.array([home]), np.array([self._facts.day(slot)]))[0])

    def _short(self, slot: date, leads: Bools, seats: Bools) -> int:
        """What it counts besides that whoever comes does so at short notice, where that is so of all who could."""
        numbers, day = self._world.policy.change_kept_small, self._facts.day(slot)
        times = numbers.short_notice_times - 1
        homes = np.unique(self._facts.reviewer_home[seats])
        found = 0
        if len(homes) and self._facts.is_short_notice(homes, np.full(len(homes), day)).all():
            found += times * max(0, self._fewest - sum(one in self._was_short for one in self._team))
        is_new = not self._leads(leads) or self._lead not in self._was_short
        if leads.any() and is_new and self._facts.is_short_notice(np.array([-1]), np.array([day])).all():
            found += times * numbers.lead_times
        return found


def can_move(world: Instance, before: Before, planned: PlannedReview) -> bool:
    """Whether a review could take another date than it has."""
    fixed = world.fixed_by_review.get(planned.review)
    if planned.slot is None or planned.review not in world.review_by_id or planned.review in before.begun:
        return False
    if fixed is not None and fixed.slot is not None:
        return False
    return any(slot != planned.slot for slot in world.review_by_id[planned.review].possible_slots)


def _alone(world: Instance, review: str) -> Instance:
    """The instance with one review only: who could be there hangs on no other."""
    assert world.before is not None
    of_it = {"reviews": tuple(planned for planned in world.before.reviews if planned.review == review)}
    facts = {
        "reviews": (world.review_by_id[review],),
        "fixed": tuple(fixed for fixed in world.fixed if fixed.review == review),
        "waivers": tuple(waiver for waiver in world.waivers if waiver.review == review),
    }
    return world.model_copy(update=facts).repairing(world.before.model_copy(update=of_it))
