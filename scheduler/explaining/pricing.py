"""What it would cost to have somebody at a review: whoever else must be told something new, and what that does.

The review keeps its slot and the person is there; everything else is repaired around that, as `reschedule` counts (see
`placing`). A repair that tells few people something new moves no date: telling a whole team counts more. So dates stay,
and all who could be there are looked at together in wider and wider circles of decisions that disturb more and more
(`least_change`): whoever is in the best repair is the cheapest, then the next of those who are left. All others cost no
less. Where dates may have to move or an earlier goal gets worse, it is a repair like any other.

A price is exact where CP-SAT and HiGHS, each for itself, find no better repair: who costs what is first found by CP-SAT
among all of them, and then HiGHS is asked about each, and once about all who are left.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import inf

import numpy as np

from models.finding import Finding
from models.instance import Instance, Review
from models.policy import CHANGE_GOAL, QUALITY_GOAL
from models.schedule import Schedule, Status
from scheduler.changes.places import Opening
from scheduler.checking import check
from scheduler.goals import ONLY_LOSSES
from scheduler.goals.change_kept_small import recount
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.repairs.circles import is_usual, repair
from scheduler.repairs.least_change import Nearness
from scheduler.solvers import cp_sat, highs
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.program import Answer

_FAR = 1 << 40  # more than any repair counts
_NOTHING_KNOWN = (0, -inf)
_SECOND_SHARE = 0.5  # of the time that is left, for HiGHS to agree at most


@dataclass(frozen=True)
class Price:
    """What is known of one person's price.

    at_least: unless a goal before the change gets worse, so much is counted for people told, at least; and if no more
    than that is, quality rises by so much, at least. None where a rule keeps them away. rises: by how much each goal
    rises in the best repair found with them; None where none was found.
    exact: whether no repair with them is better, as two solvers or the relaxation say. impossible: whether it is proven
    in the same way that there is none.
    told: everybody who is told something new in that repair, with what.
    """

    person: str
    at_least: tuple[int, float] | None
    rises: dict[str, int] | None = None
    exact: bool = False
    impossible: bool = False
    told: tuple[Finding, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """Who else is told something new."""
        return tuple(finding.about[0] for finding in self.told if finding.about[0] != self.person)


Found = Callable[[tuple[Price, ...]], None]


def prices(
    instance: Instance,
    schedule: Schedule,
    opening: Opening,
    people: Sequence[str],
    options: Options,
    most: int,
    found: Found = lambda _: None,
    known: Sequence[Price] = (),
) -> tuple[Price, ...]:
    """The price of each person at an opening: exact for the `most` cheapest, cheapest first; then the others' bounds.

    instance: under repair (see `placing`). options: what is not known when the time is over has a bound, and maybe a
    price at most. found: hears of all prices whenever more is known. known: what is known already.
    """
    return _Pricing(instance, schedule, opening, options, people, found).prices(most, known)


def are_cheapest(found: Sequence[Price]) -> bool:
    """Whether nobody whose price is not exact can be cheaper than somebody whose price is."""
    exact = [price.rises for price in found if price.exact and price.rises is not None]
    others = [price.at_least for price in found if not price.exact and not price.impossible and price.at_least]
    if not exact or not others:
        return bool(exact)
    dearest = max(exact, key=lambda rises: tuple(rises.values()))
    at, rises = list(dearest).index(CHANGE_GOAL), tuple(dearest.values())
    is_usual = set(list(dearest)[:at]) <= set(ONLY_LOSSES)
    return is_usual and not any(rises[:at]) and (*rises[at:], -inf)[:2] <= min(others)


def _order(price: Price) -> tuple[object, ...]:
    """Exact prices first, cheapest first; then by bounds; then those whom a rule forbids."""
    rises = () if price.rises is None else tuple(price.rises.values())
    known = price.at_least is None, not price.exact, price.impossible
    return *known, rises if price.exact else price.at_least, rises, price.person


class _Pricing:
    """One place. known: what is known of everybody who has a column there."""

    def __init__(
        self,
        instance: Instance,
        schedule: Schedule,
        opening: Opening,
        options: Options,
        people: Sequence[str],
        found: Found,
    ) -> None:
        self.instance, self.opening, self.options = instance, opening, options
        self.people, self._found = people, found
        self._before = check(instance, schedule).values
        self._slots = {planned.review: planned.slot for planned in schedule.reviews}
        self._model = Model(instance.model_copy(update={"reviews": tuple(map(self._at_its_date, instance.reviews))}))
        goals: list[str] = [goal.goal for goal in instance.policy.goals]
        earlier, has_quality = goals[: goals.index(CHANGE_GOAL)], QUALITY_GOAL in goals
        change = next(goal for goal in instance.policy.goals if goal.goal == CHANGE_GOAL)
        tolerant = change.tolerance > 0 or change.tolerance_percent > 0
        self._has_circles = is_usual(instance) and set(earlier) <= set(ONLY_LOSSES) and not tolerant
        if self._has_circles:
            for goal in earlier:
                self._model.keep(goal, 0)  # circles say what it counts to have nothing worse
        self._quality = self._model.costs[QUALITY_GOAL] if has_quality else None
        self.known: dict[str, Price] = {}

    def prices(self, most: int, known: Sequence[Price]) -> tuple[Price, ...]:
        """Of all the people, in order."""
        columns, before = self._columns(self._model), {price.person: price for price in known}
        there = [person for person in self.people if person in columns]
        self.known = {person: before.get(person, Price(person, _NOTHING_KNOWN)) for person in there}
        self._found(self.so_far())
        if self._has_circles:
            self._look_around({one: columns[one] for one in there if not self.known[one].exact}, most)
        left = sorted((price for price in self.known.values() if not price.exact), key=_order)
        tries = most - self._closed()
        for number, price in enumerate(left):
            if tries <= 0 or self.options.left() == 0.0:
                break
            self._repair(price.person, 1 / min(tries, len(left) - number))
            self._found(self.so_far())
            tries -= not self.known[price.person].impossible
        return self.so_far()

    def so_far(self) -> tuple[Price, ...]:
        """What is known of all the people now, in order."""
        return tuple(sorted((self.known.get(one, Price(one, None)) for one in self.people), key=_order))

    # While dates stay

    def _look_around(self, left: dict[str, int], most: int) -> None:
        """Close the cheapest of those who are left, with nothing worse and every date where it is."""
        least = np.full(len(self._model), _FAR)  # of each column, with whomever it disturbs least
        must, stays = dict[str, int](), dict[str, int]()  # of each person; to move a date counts `stays` more
        for person, column in left.items():
            if self.options.left() == 0.0:
                return
            near = Nearness(self._model, column)
            least = np.minimum(least, near.least)
            must[person], stays[person] = near.unavoidable, int(near.moving[self._movable].min(initial=_FAR))
            self._is_at_least(person, (near.unavoidable, -inf))
        self._found(self.so_far())
        widths = [*np.unique(least[self._model.highest > 0]).tolist(), _FAR]
        for width, wider in pairwise(widths):
            columns = np.flatnonzero((self._model.highest > 0) & (least <= width))
            upto = {person: must[person] + min(wider, stays[person]) - 1 for person in left}
            self._close_within(columns, upto, left, most)
            self._found(self.so_far())
            for person in [person for person in left if stays[person] <= wider]:
                del left[person]  # wider circles say no more of them
            if not left or self._closed() >= most or self.options.left() == 0.0:
                return

    def _close_within(self, columns: Ints, upto: dict[str, int], left: dict[str, int], most: int) -> None:
        """Close one after the other whose best repair is within a circle.

        upto: repairs with somebody that count no more than this are all within the circle. left: who is not closed.
        """
        change = cost = self._model.costs[CHANGE_GOAL]
        if (quality := self._quality) is not None:
            dearest = 1 + int((np.abs(quality) * self._model.highest)[columns].sum())
            cost = dearest * change + quality
        asked, answer = dict(left), Answer(Status.UNKNOWN, None, None)
        while asked and self._closed() < most:
            part, answer = self._asked(asked.values(), columns, cost)
            values, best = answer.values, self._worth(answer)
            there = [] if values is None else [person for person, column in asked.items() if values[column]]
            is_near = best[0] <= max(upto[person] for person in asked)
            if answer.status != Status.OPTIMAL or values is None or not there or not is_near:
                break
            for person in there:
                column = asked.pop(person)
                near = Nearness(self._model, column)
                those = columns[near.within(best[0] - near.unavoidable)[columns]]  # others are in no better repair
                agrees = self._agrees([column], those, cost, answer)
                if agrees:
                    self._is_at_least(person, min(best, (upto[person] + 1, -inf)))
                if best[0] <= upto[person] and self._take(person, part.schedule(values), best, agrees=agrees):
                    left.pop(person)
            self._found(self.so_far())
        if asked and self._agrees(asked.values(), columns, cost, answer):
            for person in asked:
                self._is_at_least(person, min(self._worth(answer), (upto[person] + 1, -inf)))

    def _asked(self, people: Collection[int], columns: Ints, cost: Ints) -> tuple[Model, Answer]:
        """The cheapest repair with one of some people, by CP-SAT, and the model in which one of them must be there.

        people: their columns.
        """
        part = self._with_one_of(people)
        options = replace(self.options, workers=self.options.workers + 1)  # there is no HiGHS beside it
        answer = cp_sat.minimise(part, columns, cost, options, self.options.left(), is_short=True)
        return part, replace(answer, values=None if answer.values is None else part.completed(answer.values))

    def _with_one_of(self, people: Collection[int]) -> Model:
        part = self._model.only()
        part.ask(np.array(list(people)))
        return part

    def _agrees(self, people: Collection[int], columns: Ints, cost: Ints, answer: Answer) -> bool:
        """Whether HiGHS, too, finds no cheaper repair with one of some people than CP-SAT has."""
        if answer.status not in (Status.OPTIMAL, Status.INFEASIBLE):
            return False
        left = self.options.left()
        seconds = None if left is None else _SECOND_SHARE * left
        second = highs.minimise(self._with_one_of(people), columns, cost, self.options, seconds)
        if answer.values is None or second.bound is None:
            return second.status == Status.INFEASIBLE
        return second.bound >= int(cost @ answer.values)

    def _worth(self, answer: Answer) -> tuple[int, float]:
        """What a repair counts, and what it adds to quality."""
        if answer.values is None:
            return _FAR, -inf
        counted = int(self._model.costs[CHANGE_GOAL] @ answer.values)
        if self._quality is None:
            return counted, -inf
        return counted, int(self._quality @ answer.values) - self._before[QUALITY_GOAL]

    def _closed(self) -> int:
        return sum(price.exact for price in self.known.values())

    # Where they may move

    def _repair(self, person: str, share: float) -> None:
        """Look for the best of all repairs in a share of the time."""
        left, options = self.options.left(), self.options
        if left is not None:
            options = replace(options, time_limit_seconds=left * share, started=time.monotonic())
        outcome = repair(self._whole, options, asked=self._columns(self._whole)[person])
        if outcome.schedule is not None:
            certificate = outcome.schedule.certificate
            self._take(person, outcome.schedule, agrees=certificate is not None and certificate.is_agreed)
        elif outcome.status == Status.INFEASIBLE:
            self.known[person] = replace(self.known[person], impossible=True)

    @cached_property
    def _whole(self) -> Model:
        return Model(self.instance)

    # What both share

    def _take(self, person: str, schedule: Schedule, best: tuple[int, float] | None = None, *, agrees: bool) -> bool:
        """A repair with somebody there: what it makes of every goal, and who is told; False if it is none.

        best: what it should count, and add to quality; None where that is not said. agrees: whether no other is better.
        """
        plan, report = Plan(self.instance, schedule), check(self.instance, schedule)
        goals = () if schedule.certificate is None else schedule.certificate.goals
        decided = {result.goal: result.value for result in goals}  # with tolerances, better than what came of it
        rises: dict[str, int] = {
            goal.goal: decided.get(goal.goal, report.values[goal.goal]) - self._before[goal.goal]
            for goal in self.instance.policy.goals
        }
        is_it = best is None or best == (rises[CHANGE_GOAL], rises.get(QUALITY_GOAL, -inf))
        there = plan.planned(self.opening.review)
        if report.breaches or not is_it or there.slot != self.opening.slot or person not in there.people:
            return False
        self.known[person] = replace(self.known[person], rises=rises, exact=agrees, told=tuple(recount(plan)))
        return True

    def _is_at_least(self, person: str, bound: tuple[int, float]) -> None:
        known = self.known[person]
        self.known[person] = replace(known, at_least=max(bound, known.at_least or _NOTHING_KNOWN))

    def _at_its_date(self, review: Review) -> Review:
        slot = self._slots.get(review.id)
        return review.model_copy(update={"possible": (slot,)}) if slot in review.possible_slots else review

    @cached_property
    def _movable(self) -> Bools:
        """(review): whether it could be at another date than it is."""
        return np.array([self._at_its_date(review) != review for review in self.instance.reviews], dtype=bool)

    def _columns(self, model: Model) -> dict[str, int]:
        """The column of everybody who can be in the place."""
        facts, at = model.facts, self.opening
        block, key = (model.columns.leads, "lead") if at.is_lead else (model.columns.seats, "reviewer")
        people = model.instance.leads if at.is_lead else model.instance.reviewers
        day = facts.dates.day[block.keys["date"]]
        here = (block.keys["review"] == facts.reviews[at.review]) & (day == facts.day(at.slot))
        here &= model.highest[block.columns] > 0
        return {
            people[person].id: column
            for person, column in zip(block.keys[key][here].tolist(), block.columns[here].tolist(), strict=True)
        }
