"""Can decisions and dues be kept together? Asked of HiGHS, and where the answer is to be printed, of CP-SAT too.

Without strict dues only the reviews with something fixed are looked at: the others can stay unheld.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from models.before import Before
from models.instance import Fixed, Instance, LedgerEntry
from models.schedule import PlannedReview, Schedule, Status
from scheduler.checking import check
from scheduler.solvers.options import Options
from scheduler.tables.facts import Pin
from scheduler.words import count

if TYPE_CHECKING:
    from scheduler.tables.program import Answer

_FEW = 8  # so many people of each date are tried first
_MOST_COLUMNS = 60_000  # of an instance with strict dues; beyond them the solvers would take minutes for each question
OUT_OF_TIME = "The time was over."
NOT_AGREED = "CP-SAT and HiGHS do not agree."
T = TypeVar("T")


@dataclass(frozen=True)
class Demand:
    """Something that must be kept: a fixed decision, or a strict due. column: the elastic one that breaks it."""

    words: str
    column: int
    pin: Pin | None = None


class NotTold(Exception):
    """A question was not answered, for this reason."""


class Question:
    """Can these demands be kept together? Asked of HiGHS, and where the answer is to be printed, of CP-SAT too.

    HiGHS is believed where it shows how; that there is no way is what it says alone, until both are asked (`clash`).
    """

    def __init__(self, instance: Instance, rules: frozenset[str] | None, options: Options) -> None:
        from scheduler.model import Model

        self.asked, self.options = instance, options
        strict = instance.policy.commitment.strict and (rules is None or "commitment" in rules)
        if not strict:
            instance = _only_fixed(instance)
        self.model = Model(instance, rules)
        self._rules_of_policy = rules is None
        self.is_too_large = strict and len(self.model) > _MOST_COLUMNS
        self.demands = tuple(self._demands(instance))

    def _demands(self, instance: Instance) -> Iterator[Demand]:
        columns, facts = self.model.columns, self.model.facts
        for pin, column in zip(facts.pins, columns.broken.columns.tolist(), strict=True):
            yield Demand(pin.sentence, column, pin)
        for position in np.flatnonzero(columns.elastic[columns.shortfalls.columns]):
            home = instance.schools[columns.shortfalls.keys["home"][position]]
            term = list(facts.terms)[columns.shortfalls.keys["term"][position]]
            due = count(int(facts.due.reshape(-1)[position]), "reviewer")
            yield Demand(
                f"{home.name} sends {due} by the end of term {term}", int(columns.shortfalls.columns[position])
            )

    def can_keep(self, demands: list[Demand]) -> bool:
        """Whether some schedule keeps all of them."""
        from scheduler.solvers import highs

        if self._stand_alone(demands):
            return True
        nothing, columns = np.zeros(len(self.model), dtype=np.int64), self._columns(demands)
        model, few = self.model.up_to(self._room(demands)), columns[self._few[columns]]
        for some in (few, columns):  # with few people a way is found sooner, if there is one
            answer = highs.minimise(model, some, nothing, self.options, self.options.left())
            if answer.values is not None and model.accepts(answer.values):
                return True
        self._refuse_unanswered(answer)
        return False

    @cached_property
    def _few(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """(column): of each date, a few people; and at every date those who are fixed, wherever that is."""
        columns, facts = self.model.columns, self.model.facts
        group = columns.group
        order = np.argsort(group, kind="stable")
        few = np.zeros(len(group), dtype=bool)
        few[order] = np.arange(len(group)) - np.searchsorted(group[order], group[order], "left") < _FEW
        for block, key, number in ((columns.seats, "reviewer", facts.reviewers), (columns.leads, "lead", facts.leads)):
            fixed = [number[pin.value_id] for pin in facts.pins if pin.kind == key]
            few[block.columns[np.isin(block.keys[key], fixed)]] = True
        return few | (group < 0)

    def _stand_alone(self, demands: list[Demand]) -> bool:
        """Whether the decisions by themselves are a schedule that breaks nothing."""
        if not self._rules_of_policy or any(demand.pin is None for demand in demands):
            return False
        alone = only_with(self.model.instance, demands)
        return not check(alone, as_planned(alone)).breaches

    def _columns(self, demands: list[Demand]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """What can matter: where a slot is kept, only what hangs on it."""
        columns, facts = self.model.columns, self.model.facts
        on, date = np.ones(facts.n["date"], dtype=bool), columns.date
        for pin in (demand.pin for demand in demands):
            if pin is not None and pin.kind == "slot":
                on &= (facts.dates.review != pin.review) | (facts.dates.day == pin.value)
        if all(demand.pin is not None for demand in self.demands):
            asked = [demand.pin.review for demand in demands if demand.pin is not None]
            on &= np.isin(facts.dates.review, asked)  # where nothing is asked, a review can stay unheld
        matters = date < 0
        matters[~matters] = on[date[~matters]]
        return np.flatnonzero(matters)

    def clash(self, demands: list[Demand]) -> bool:
        """Whether HiGHS and CP-SAT, each for itself, say that they cannot be kept together."""
        return not self.can_keep(demands) and self._second_opinion(demands)

    def _second_opinion(self, demands: list[Demand]) -> bool:
        """Whether CP-SAT, too, says that they cannot be kept together."""
        from scheduler.solvers import cp_sat

        nothing, columns = np.zeros(len(self.model), dtype=np.int64), self._columns(demands)
        model, options = self.model.up_to(self._room(demands)), replace(self.options, workers=1)
        answer = cp_sat.minimise(model, columns, nothing, options, options.left())
        if answer.values is None:
            self._refuse_unanswered(answer)
        return answer.status == Status.INFEASIBLE

    def _refuse_unanswered(self, answer: "Answer") -> None:
        if answer.status != Status.INFEASIBLE:
            raise NotTold(OUT_OF_TIME if self.options.left() == 0.0 else NOT_AGREED)

    def _room(self, demands: list[Demand]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        highest = np.maximum(self.model.highest, self.model.columns.elastic)
        highest[[demand.column for demand in demands]] = 0
        return highest


def smallest(demands: Sequence[T], can_keep: Callable[[list[T]], bool]) -> list[T]:
    """A smallest part of what cannot be kept that cannot be kept either, by halving (QuickXplain)."""
    if not demands:  # nothing is demanded, and yet it is said to be impossible
        raise NotTold(NOT_AGREED)

    def part(background: list[T], added: bool, rest: list[T]) -> list[T]:
        if added and not can_keep(background):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        second = part([*background, *rest[:half]], True, rest[half:])
        first = part([*background, *second], bool(second), rest[:half])
        return [*first, *second]

    return part([], False, list(demands))


def only_with(instance: Instance, demands: Sequence[Demand]) -> Instance:
    """The instance in which nothing but these decisions is fixed."""
    entries: dict[str, Fixed] = {}
    for pin in (demand.pin for demand in demands if demand.pin is not None):
        before = entries.get(pin.review_id, Fixed(review=pin.review_id, reason="clashes"))
        whole = instance.fixed_by_review[pin.review_id]
        change: dict[str, object] = {"lead": whole.lead} if pin.kind == "lead" else {"slot": whole.slot}
        if pin.kind == "reviewer":
            change = {"reviewers": (*before.reviewers, pin.value_id)}
        entries[pin.review_id] = before.model_copy(update=change)
    return instance.model_copy(update={"fixed": tuple(entries.values())})


def as_planned(instance: Instance) -> Schedule:
    """What is fixed, as a schedule; what has no slot is not planned."""
    return Schedule(
        instance=instance.name,
        reviews=tuple(
            PlannedReview(review=entry.review, slot=entry.slot, lead=entry.lead, reviewers=entry.reviewers)
            for entry in instance.fixed
            if entry.slot is not None
        ),
    )


def _only_fixed(instance: Instance) -> Instance:
    """The instance without the reviews that have nothing fixed: they stay unheld, and their sizes still count."""
    there = instance.fixed_by_review
    gone = {review.host for review in instance.reviews if review.id not in there}
    entries = {**{school: LedgerEntry(school=school) for school in sorted(gone)}, **instance.ledger_by_school}
    few = instance.model_copy(
        update={
            "reviews": tuple(review for review in instance.reviews if review.id in there),
            "waivers": tuple(waiver for waiver in instance.waivers if waiver.review in there),
            "ledger": tuple(
                entry.model_copy(update={"planned_size": instance.planned_size(school)}) if school in gone else entry
                for school, entry in entries.items()
            ),
        }
    )
    return few if instance.before is None else few.repairing(_of_reviews(instance.before, there.keys()))


def _of_reviews(before: Before, there: Collection[str]) -> Before:
    """What a repair is measured against, of these reviews alone."""
    return before.model_copy(
        update={
            "reviews": tuple(planned for planned in before.reviews if planned.review in there),
            "states": tuple(states for states in before.states if states.review in there),
            "empty_seats": {review: seats for review, seats in before.empty_seats.items() if review in there},
            "free": {review: what for review, what in before.free.items() if review in there},
            "gave_up": {review: people for review, people in before.gave_up.items() if review in there},
            "forfeited": tuple(review for review in before.forfeited if review in there),
        }
    )
