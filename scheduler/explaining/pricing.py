"""What it costs to have one person after another in a place: all from one relaxation, each closed as far as time goes.

The relaxation is solved once, with the goals before the last held at their best. For each person it goes on from there
with them in the place: that is a bound. A search over what promises most finds a schedule, wider ones find a better one
or prove that there is none. Where a goal before the last has to give way, all is solved anew.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.instance import Fixed, Instance
from models.schedule import Schedule, Status
from scheduler.afresh import Solved, Values, priced_goals, solve_afresh
from scheduler.checking import check, highest_final
from scheduler.explaining.openings import Opening
from scheduler.facts import Floats
from scheduler.model import Model
from scheduler.narrowing import survivors
from scheduler.outcome import Options
from scheduler.racing import race
from scheduler.relaxation import Point, Relaxation
from scheduler.rows import Ints

_PROMISING, _MORE = 3_000, 4  # so many columns a search gets at first, and so many times more each time after


@dataclass
class Case:
    """One person in the place. column: theirs. at_least: the last goal's value with them, while those before keep.

    point: of the relaxation, at first without them in the place. values: the best found of all columns; most: how many
    of the promising ones the next search may use. gives_way: whether a goal before the last has to get worse.
    """

    person: str
    column: int
    at_least: int
    point: Point | None
    most: int
    model: Model | None = None
    values: Ints | None = None
    gives_way: bool = False


class Pricing:
    """A place, and what it costs to have people in it."""

    def __init__(
        self, instance: Instance, schedule: Schedule, opening: Opening, best: Values, options: Options
    ) -> None:
        self.instance, self.opening, self.best, self.options = instance, opening, best, options
        model = self.model = Model(with_slot(instance, opening))
        *earlier, last = priced_goals(instance)
        self.goal, self.cost = last.goal, model.costs[last.goal]
        pinned = instance.fixed_by_review.get(opening.review)
        self.is_free = opening.is_lead and pinned is not None and pinned.lead is not None
        no_tolerance = all(goal.tolerance == 0 == goal.tolerance_percent for goal in earlier)
        self.is_strict = no_tolerance and not self.is_free  # then goals before the last are at their best, or give way
        for goal in earlier:
            model.keep(goal.goal, highest_final(goal, best[goal.goal]))
        price: Floats = self.cost.astype(float)
        self.relaxation = Relaxation(model)
        if (values := model.values(schedule)) is not None:
            self.relaxation.include(np.flatnonzero(values))
        self.relaxation.include_promising(price, model.columns.homes)
        self.relaxation.minimise(price)
        self.point = self._relaxed()

    def cases(self, people: Sequence[str]) -> list[Case]:
        """Of these people whom there is a column for, cheapest first by what the relaxation says."""
        columns, facts, opening = self.model.columns, self.model.facts, self.opening
        dates = (facts.dates.review == facts.reviews[opening.review]) & (facts.dates.day == facts.day(opening.slot))
        block, key = (columns.leads, "lead") if opening.is_lead else (columns.seats, "reviewer")
        number = facts.leads if opening.is_lead else facts.reviewers
        there = dates[block.keys["date"]] & (self.model.highest[block.columns] > 0)
        column_of = dict(zip(block.keys[key][there].tolist(), block.columns[there].tolist(), strict=True))
        point = self.point
        worth = np.zeros(len(self.model)) if point is None else self.model.in_company(point.reduced)
        worth = np.where(np.isfinite(worth), worth, 0.0)  # where no team is possible, another goal gives way
        bound = -np.inf if point is None else point.bound
        found = [
            Case(person, column, self._whole(bound + max(0.0, float(worth[column]))), point, _PROMISING)
            for person in people
            if (column := column_of.get(number[person])) is not None
        ]
        return sorted(found, key=lambda case: (case.at_least, case.person))

    def rise(self, case: Case) -> int:
        """By how much the last goal rises at least, unless one before it does; it falls only if a pin is lifted."""
        rise = case.at_least - self.best[self.goal]
        return rise if self.is_free else max(0, rise)

    def close(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Solved | None]]:
        """Search for each in turn, a step at a time, until all are closed or the time is over."""
        open_cases = deque(cases)
        while open_cases:
            case = open_cases.popleft()
            share = 1 / (1 + len(open_cases))
            if self.options.left() == 0.0:
                yield case, self._so_far(case)
            elif case.gives_way or case.point is None or not self.is_strict:
                options = replace(self.options, time_limit_seconds=self._seconds(share), workers=1)
                yield case, solve_afresh(options, with_person(self.instance, self.opening, case.person))
            elif self._step(case, case.point, share, cases):
                yield case, self._so_far(case)
            else:
                open_cases.append(case)

    def _step(self, case: Case, point: Point, share: float, cases: Sequence[Case]) -> bool:
        """One search for something better, in a share of the time; whether no other is worth it."""
        if case.model is None:
            case.model, point = self._with(case), self._put_there(case, point)
        hint = case.values
        chosen = np.zeros(len(self.model), dtype=np.int64) if hint is None else hint.copy()
        chosen[case.column] = 1
        active = self.relaxation.active
        columns, least = survivors(case.model, self._value(case), chosen, point, active, case.most)
        options, seconds = replace(self.options, workers=1), self._seconds(share)

        def take(values: Ints) -> None:
            for each in cases:
                if values[each.column] and self.cost @ values < self._value(each):
                    each.values = values

        for answer in race(case.model, columns, self.cost, options, seconds, hint, take, agree=False).values():
            if answer.values is not None:
                take(answer.values)
            if answer.bound is not None:
                case.at_least = max(case.at_least, self._whole(min(float(answer.bound), least)))
            elif answer.status == Status.INFEASIBLE and least == np.inf:
                case.gives_way = True
        case.most *= _MORE
        is_all = least == np.inf and seconds is None  # what limits of work leave open stays open
        return not case.gives_way and (is_all or case.at_least >= self._value(case))

    def _with(self, case: Case) -> Model:
        part = self.model.only()
        part.ask(np.array([case.column]))
        return part

    def _put_there(self, case: Case, point: Point) -> Point:
        """Solve the relaxation with the person in the place; the bound has what that costs."""
        column = np.array([case.column])
        self.relaxation.include(column)
        self.relaxation.limit(column, np.ones(1), np.ones(1))
        found = self._relaxed()
        self.relaxation.limit(column, np.zeros(1), np.ones(1))
        if found is None:
            return point
        reduced = found.reduced.copy()
        reduced[case.column] = 0.0
        case.point = replace(found, reduced=reduced)
        case.at_least = max(case.at_least, self._whole(found.bound))
        return case.point

    def _value(self, case: Case) -> float:
        return np.inf if case.values is None else int(self.cost @ case.values)

    def _so_far(self, case: Case) -> Solved | None:
        """What is known: nothing where no schedule was found that passes the checks."""
        if case.values is None:
            return None
        values = self.model.completed(case.values)
        schedule = self.model.schedule(values)
        if check(with_person(self.instance, self.opening, case.person), schedule).breaches:
            return None
        value = int(self.cost @ values)
        proven, case.at_least = case.at_least == value, min(case.at_least, value)  # one above it is a solver's error
        return Solved({**self.best, self.goal: value}, {**self.best, self.goal: case.at_least}, schedule, proven)

    def _seconds(self, share: float) -> float | None:
        left = self.options.left()
        return None if left is None else left * share

    def _relaxed(self) -> Point | None:
        return self.relaxation.solve(lambda _: self.options.left() != 0.0, self.options.left)

    @staticmethod
    def _whole(bound: float) -> int:
        return int(np.ceil(bound - 1e-4)) if bound > -np.inf else -(1 << 40)


def with_slot(instance: Instance, opening: Opening) -> Instance:
    """The instance in which the review keeps its slot, and anybody may be in the place."""
    return _fixed(instance, opening, ())


def with_person(instance: Instance, opening: Opening, person: str) -> Instance:
    """The instance in which the review keeps its slot and the person is fixed there."""
    return _fixed(instance, opening, (person,))


def _fixed(instance: Instance, opening: Opening, people: tuple[str, ...]) -> Instance:
    before = instance.fixed_by_review.get(opening.review, Fixed(review=opening.review, reason="asked what if"))
    change: dict[str, object] = {"slot": opening.slot}
    if opening.is_lead:
        change["lead"] = people[0] if people else None
    elif people:
        change["reviewers"] = tuple(sorted({*before.reviewers, *people}))
    others = tuple(fixed for fixed in instance.fixed if fixed.review != opening.review)
    return instance.model_copy(update={"fixed": (*others, before.model_copy(update=change))})
