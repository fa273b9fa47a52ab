"""Who could take a seat or a lead instead: chains of up to three moves, ranked by what they do to every goal.

A chain begins at the place that is open. Whoever takes it is free, or leaves a place of their own to the next in the
chain; the last is free. Chains are found in tables of costs and then held against the rules' checks, best first.
"""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.policy import QUALITY_GOAL
from models.problem import InvalidInput, Problem
from models.schedule import PlannedReview, Schedule
from scheduler.changes.places import Asked, altered
from scheduler.explaining.around import Surroundings
from scheduler.explaining.measuring import Effect, effect
from scheduler.goals.quality import seat_cost
from scheduler.plan import Plan
from scheduler.rules import RULES
from scheduler.tables.arrays import Bools, Floats
from scheduler.tables.candidates import Candidates
from scheduler.tables.facts import Facts

MOST_MOVES = 3
_KEPT = 12  # of the ways to fill a place, so many of the cheapest are built upon
_SPARE = 3  # some of the most promising turn out to meet themselves in the chain
_CHECKED = 30  # of the chains of each length, so many of the cheapest are held against the checks
_MISSING = 1e5  # km that a reviewer who is due counts as, where that goal is decided before quality


@dataclass(frozen=True)
class Move:
    """Somebody takes a place at one review, and leaves their place at another (None: they were free)."""

    person: str
    to: str
    leaves: str | None


@dataclass(frozen=True)
class Suggestion:
    """A chain of moves that breaks no rule, with what it does to every goal, and the schedule it makes."""

    moves: tuple[Move, ...]
    effect: Effect
    schedule: Schedule


def suggestions(plan: Plan, about: Asked, most: int, moves: int = MOST_MOVES) -> tuple[Suggestion, ...]:
    """The best `most` replacements for who is in a place, or for nobody where it is vacant.

    moves: of a chain at most. With 1, everybody is tried who has no other place in the way.

    Raises:
        InvalidInput: if the review is not held, or its team is complete and nobody in it is named.
    """
    planned = plan.planned(about.review.id)
    if planned.slot is None:
        raise _refused(about, "is not held", "a review that has a date", "Ask explain --why-vacant why it is not held.")
    if about.is_vacancy and len(planned.reviewers) >= plan.instance.size(about.review):
        seats = ", ".join(f"{about.review.id}/{person}" for person in planned.reviewers)
        raise _refused(about, "has a complete team", "one of its seats", f"Name it: {seats} or {about.review.id}/lead.")
    surroundings, found = Surroundings(plan), []
    for chain in _Chains(plan, about).cheapest(moves):
        changed = _after(plan, about, chain)
        made = effect(surroundings, changed)
        if not made.breaches:
            found.append(Suggestion(chain, made, altered(plan.schedule, *changed)))
    return tuple(sorted(found, key=lambda one: (one.effect.order, len(one.moves), one.moves[0].person))[:most])


def _refused(about: Asked, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=about.review.id, value=value, expected=expected, remedy=remedy)])


def _after(plan: Plan, about: Asked, moves: tuple[Move, ...]) -> list[PlannedReview]:
    """The reviews that the moves change."""
    leads = {about.review.id: None if about.is_lead else plan.planned(about.review.id).lead}
    teams: dict[str, set[str]] = {}
    places = {move.to for move in moves} | {move.leaves for move in moves if move.leaves is not None}
    for review in places:
        teams[review] = set(plan.planned(review).reviewers)
        leads[review] = plan.planned(review).lead
    teams[about.review.id].discard(about.of or "")
    for move in moves:
        if not about.is_lead and move.leaves is not None:
            teams[move.leaves].discard(move.person)
    for move in moves:
        if about.is_lead:
            leads[move.to] = move.person
        else:
            teams[move.to].add(move.person)
    return [
        plan.planned(review).model_copy(update={"lead": leads[review], "reviewers": tuple(sorted(teams[review]))})
        for review in sorted(places)
    ]


class _Chains:
    """Tables of who can be where at the dates of the schedule, and what it costs in quality."""

    def __init__(self, plan: Plan, about: Asked) -> None:
        self.plan, self.about = plan, about
        self.facts = Facts(plan.instance)
        self.candidates = Candidates(self.facts, are_reviewers=not about.is_lead)
        self.ids = [person.id for person in self.candidates.people]
        self.reviews = [review.id for review in plan.instance.reviews]
        number = self.candidates.number
        self.seats = [
            (number[person], self.facts.reviews[planned.review])
            for planned in plan.schedule.reviews
            for person in (planned.reviewers if not about.is_lead else [planned.lead] if planned.lead else [])
            if planned.slot is not None
        ]
        self.at = self.facts.reviews[about.review.id]

    def cheapest(self, moves: int) -> Iterator[tuple[Move, ...]]:
        """Chains of each length, the cheapest by the tables first."""
        for length in range(1, moves + 1):
            for _, chain in self._ways(self.at, length, len(self.ids) if moves == 1 else _CHECKED):
                yield tuple(
                    Move(self.ids[person], self.reviews[to], None if leaves is None else self.reviews[leaves])
                    for person, to, leaves in chain
                )

    def _ways(self, to: int, length: int, most: int) -> "list[_Way]":
        """The cheapest ways to fill a place by exactly so many moves."""
        key = to, length, most
        if key not in self._known:
            self._known[key] = self._by_one(to, most) if length == 1 else self._by_several(to, length, most)
        return self._known[key]

    def _by_one(self, to: int, most: int) -> "list[_Way]":
        people = np.flatnonzero(self._free[:, to])
        cost = self._cost[people, to] + self._last[people]
        best = np.argsort(cost, kind="stable")[:most]
        return [(float(cost[k]), ((int(people[k]), to, None),)) for k in best]

    def _by_several(self, to: int, length: int, most: int) -> "list[_Way]":
        """Of those who sit elsewhere, the most promising come, and the cheapest ways fill what they leave."""
        people, left = np.array(self.seats, dtype=np.int64).reshape(-1, 2).T
        can = np.flatnonzero((left != to) & self._allowed[people, to])
        rest = {int(place): self._ways(int(place), length - 1, _KEPT) for place in np.unique(left[can])}
        least = np.array([rest[int(place)][0][0] if rest[int(place)] else np.inf for place in left[can]])
        moved = self._cost[people[can], to] - self._cost[people[can], left[can]]
        found = []
        for k in np.argsort(moved + least, kind="stable")[: _SPARE * most]:
            person, place = int(people[can][k]), int(left[can][k])
            for cost, chain in rest[place]:
                if all(one != person for one, _, _ in chain):
                    found.append((float(moved[k]) + cost, ((person, to, place), *chain)))
        return heapq.nsmallest(most, found)

    @cached_property
    def _known(self) -> "dict[tuple[int, int, int], list[_Way]]":
        return {}

    @cached_property
    def _leaver(self) -> tuple[int, int]:
        return (-1 if self.about.of is None else self.candidates.number[self.about.of]), self.at

    @cached_property
    def _dates(self) -> tuple[Bools, Bools]:
        """(reviews): whether each is held at one of its possible dates; (reviews, dates): at which."""
        days = [self.plan.planned(review).slot for review in self.reviews]
        day = np.array([-1 if one is None else self.facts.day(one) for one in days])
        at = (self.facts.dates.review == np.arange(len(day))[:, None]) & (self.facts.dates.day == day[:, None])
        return at.any(axis=1), at

    @cached_property
    def _allowed(self) -> Bools:
        """(person, review): whether no rule forbids the pair by itself at the review's date."""
        held, at = self._dates
        allowed = np.ones(self.candidates.shape, dtype=bool)
        waivers = self.plan.instance.waivers
        for rule in RULES:
            if self.plan.policy.is_on(rule.id):
                waived = [(waiver.person, waiver.review) for waiver in waivers if waiver.rule == rule.id]
                allowed &= ~np.asarray(rule.forbids(self.candidates) & ~self.candidates.at(waived))
        allowed = allowed[:, at.argmax(axis=1)] & held
        for person, review in self.seats:
            allowed[person, review] = False
        if self._leaver[0] >= 0:
            allowed[self._leaver[0]] = False
        return allowed

    @cached_property
    def _free(self) -> Bools:
        """(person, review): whether they have neither a place in that week nor as many as they take, nor their school.

        Only so that what cannot work is not tried: the checks decide.
        """
        week = np.array(
            [-1 if (s := self.plan.planned(r).slot) is None else self.facts.day(s) // 7 for r in self.reviews]
        )
        free, taken = self._allowed.copy(), Counter(person for person, _ in self.seats)
        for person, review in self.seats:
            free[person] &= week != week[review]
        load = (
            self.facts.reviewer_load if not self.about.is_lead else [self.plan.policy.lead_load.reviews] * len(self.ids)
        )
        if self._binds_all("lead-load" if self.about.is_lead else "reviewer-load"):
            for person, joined in taken.items():
                free[person] &= joined < self.facts.n["term"] * load[person]
        if self.about.is_lead:
            return free
        if self._binds_all("commitment"):
            free &= (self._sent < self.facts.most[:, -1])[self.facts.reviewer_home][:, None]
        return free

    def _binds_all(self, rule: str) -> bool:
        """Whether the rule is in force and waived for nobody."""
        return self.plan.policy.is_on(rule) and all(waiver.rule != rule for waiver in self.plan.instance.waivers)

    @cached_property
    def _sent(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """(school): reviewers it sends once the place is left."""
        home = self.facts.reviewer_home[[person for person, review in self.seats if (person, review) != self._leaver]]
        return np.bincount(home, minlength=self.facts.n["school"])

    @cached_property
    def _last(self) -> Floats:
        """(person): what it is worth that the last of a chain, who travels besides, is one of those due."""
        goals = [goal.goal for goal in self.plan.policy.goals]
        if self.about.is_lead or "commitments-met" not in goals[: [*goals, QUALITY_GOAL].index(QUALITY_GOAL)]:
            return np.zeros(len(self.ids))
        return np.where(self._sent < self.facts.due[:, -1], -_MISSING, 0.0)[self.facts.reviewer_home]

    @cached_property
    def _cost(self) -> Floats:
        """(person, review): travel-km equivalents."""
        km = self.candidates.travel_by_review
        if self.about.is_lead:
            return km.astype(float)
        hosts = np.array([self.facts.schools[review.host] for review in self.plan.instance.reviews])
        return seat_cost(self.facts, self.candidates.home, hosts[None, :], km).astype(float)


_Way = tuple[float, tuple[tuple[int, int, int | None], ...]]
