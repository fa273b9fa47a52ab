"""Why nothing can be scheduled at all: independent clashes of fixed decisions, each as small as it gets, with fixes.

Without fixed decisions and `strict`, planning nothing is always possible, and who is not fixed can stay at home: so
only the reviews with something fixed are looked at, unless dues are strict. What is let go may be kept all the same.

Nothing is said on one solver's word. That some demands can be kept is shown by values that keep every row. That they
cannot is believed of a clash where CP-SAT and HiGHS, each for itself, say so; on the way to it HiGHS alone is asked.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from models.before import Before
from models.instance import Fixed, Instance, LedgerEntry
from models.schedule import PlannedReview, Schedule, Status
from scheduler import solving
from scheduler.checking import check
from scheduler.explaining.obstacles import with_waivers
from scheduler.rules import RULES
from scheduler.solvers.options import Options, Progress
from scheduler.solving import Report, Send
from scheduler.tables.facts import Pin
from scheduler.words import count

if TYPE_CHECKING:
    from scheduler.tables.program import Answer

_TIES = frozenset(rule.id for rule in RULES if rule.ties_people_to_dates)  # named only where nothing else clashes
_FEW = 8  # so many people of each date are tried first
_MOST_COLUMNS = 60_000  # of an instance with strict dues; beyond them the solvers would take minutes for each question


@dataclass(frozen=True)
class Fix:
    """A change in words, with which the clash is gone, as solving has shown."""

    words: str


@dataclass(frozen=True)
class Clash:
    """Decisions and dues that cannot be kept together; without any one of them the others can.

    rules: with these alone they clash, and without any one of them they do not; none where the solvers do not agree.
    details: what their checks say of the decisions by themselves. fixes: each makes this clash go away.
    """

    decisions: tuple[str, ...]
    rules: tuple[str, ...]
    details: tuple[str, ...]
    fixes: tuple[Fix, ...]


@dataclass(frozen=True)
class Clashes:
    """Clashes, none sharing a decision with another. enough: what must be let go besides the first fix of each.

    unfinished: why there may be more, in a sentence; empty if these are all. notices: what else the user should know.
    """

    found: tuple[Clash, ...]
    enough: tuple[str, ...]
    unfinished: str = ""
    interrupted: bool = False
    notices: tuple[str, ...] = ()


T = TypeVar("T")

TOO_LARGE = "There is too much to look at: dues are strict, and there are too many places."
OUT_OF_TIME = "The time was over."
NOT_AGREED = "CP-SAT and HiGHS do not agree."


def clashes(instance: Instance, options: Options | None = None, report: Report = lambda _: None) -> Clashes:
    """All independent clashes; none, if every fixed decision and strict due can be kept together.

    They are sought in a child: what it has found is kept whatever becomes of it.
    """
    ended = solving.in_child(find, instance, options or Options(time_limit_seconds=None), report)
    found: Clashes = ended.result or Clashes((), ())
    if ended.whole:
        return replace(found, notices=ended.notices)
    why = "It was interrupted." if ended.interrupted else ended.notices[-1]
    return replace(found, unfinished=why, interrupted=ended.interrupted, notices=ended.notices)


@dataclass(frozen=True)
class _Demand:
    """Something that must be kept: a fixed decision, or a strict due. column: the elastic one that breaks it."""

    words: str
    column: int
    pin: Pin | None = None


class NotTold(Exception):
    """A question was not answered, for this reason."""


def find(instance: Instance, options: Options, send: Send, kept: Clashes | None = None) -> Clashes:
    """The work of a process."""
    if not instance.fixed and not instance.policy.commitment.strict:
        return Clashes((), ())
    question = Question(instance, None, options)
    if question.is_too_large:
        return Clashes((), (), TOO_LARGE)
    search = _Search(question, send)
    try:
        sets = search.all_sets()
        return Clashes(tuple(search.found), tuple(_enough(question, sets)) if sets else ())
    except NotTold as error:
        return Clashes(tuple(search.found), (), str(error))


class _Search:
    """found: the clashes so far."""

    def __init__(self, question: "Question", send: Send) -> None:
        self._question, self._send = question, send
        self.found: list[Clash] = []

    def all_sets(self) -> list[list[_Demand]]:
        """One part part of the demands after the other that cannot be kept, until the rest can."""
        question, instance, options = self._question, self._question.asked, self._question.options
        left, sets = list(question.demands), []
        while self._say(len(left)) and not question.can_keep(left):
            near = _near(instance, left)
            few = Question(only_with(instance, near), None, options) if near else question
            small = few.can_keep(list(few.demands)) if near else True
            part = smallest(left if small else list(few.demands), (question if small else few).can_keep)
            words = {demand.words for demand in part}
            if not (question if small else few).clash(part):
                raise NotTold(NOT_AGREED)
            sets.append(part)
            self.found.append(clash_of(instance, part, options))
            self._send(Clashes(tuple(self.found), ()))
            left = [demand for demand in left if demand.words not in words]
        return sets

    def _say(self, left: int) -> bool:
        there = count(len(self.found), "clash", "clashes")
        self._send(Progress(self._question.options.elapsed, f"{there} so far, {left:,} decisions and dues left"))
        return True


def _near(instance: Instance, demands: Sequence[_Demand]) -> list[_Demand]:
    """The decisions about whom and what the first breach speaks that the decisions show by themselves; none if none."""
    pinned = [demand for demand in demands if demand.pin is not None]
    alone = only_with(instance, pinned)
    for finding in check(alone, _as_planned(alone)).breaches:
        reviews, about = set(finding.about) & alone.fixed_by_review.keys(), set(finding.about)
        about |= {one.id for one in instance.reviewers if one.school in about}
        near = [
            demand
            for demand in pinned
            if (pin := demand.pin) is not None
            and (pin.review_id in reviews or pin.value_id in about or _is_slot_of(alone, pin, about))
        ]
        if near:
            return near
    return []


def _is_slot_of(alone: Instance, pin: Pin, about: set[str]) -> bool:
    """Whether it is the slot of a review where somebody named is."""
    entry = alone.fixed_by_review[pin.review_id]
    return pin.kind == "slot" and bool(about & {entry.lead, *entry.reviewers})


def _as_planned(instance: Instance) -> Schedule:
    """What is fixed, as a schedule; what has no slot is not planned."""
    return Schedule(
        instance=instance.name,
        reviews=tuple(
            PlannedReview(review=entry.review, slot=entry.slot, lead=entry.lead, reviewers=entry.reviewers)
            for entry in instance.fixed
            if entry.slot is not None
        ),
    )


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


def _enough(question: "Question", sets: list[list[_Demand]]) -> Iterator[str]:
    """Decisions to let go so that all others can be kept: one of each clash, and more only where that is not enough."""
    first = {found[-1].words for found in sets}
    left = [demand for demand in question.demands if demand.words not in first]
    yield from sorted(first)
    while not question.can_keep(left):
        dropped = smallest(left, question.can_keep)[-1]
        left.remove(dropped)
        yield dropped.words


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

    def _demands(self, instance: Instance) -> Iterator[_Demand]:
        columns, facts = self.model.columns, self.model.facts
        for pin, column in zip(facts.pins, columns.broken.columns.tolist(), strict=True):
            yield _Demand(pin.sentence, column, pin)
        for position in np.flatnonzero(columns.elastic[columns.shortfalls.columns]):
            home = instance.schools[columns.shortfalls.keys["home"][position]]
            term = list(facts.terms)[columns.shortfalls.keys["term"][position]]
            due = count(int(facts.due.reshape(-1)[position]), "reviewer")
            yield _Demand(
                f"{home.name} sends {due} by the end of term {term}", int(columns.shortfalls.columns[position])
            )

    def can_keep(self, demands: list[_Demand]) -> bool:
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

    def _stand_alone(self, demands: list[_Demand]) -> bool:
        """Whether the decisions by themselves are a schedule that breaks nothing."""
        if not self._rules_of_policy or any(demand.pin is None for demand in demands):
            return False
        alone = only_with(self.model.instance, demands)
        return not check(alone, _as_planned(alone)).breaches

    def _columns(self, demands: list[_Demand]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
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

    def clash(self, demands: list[_Demand]) -> bool:
        """Whether HiGHS and CP-SAT, each for itself, say that they cannot be kept together."""
        return not self.can_keep(demands) and self._second_opinion(demands)

    def _second_opinion(self, demands: list[_Demand]) -> bool:
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

    def _room(self, demands: list[_Demand]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        highest = np.maximum(self.model.highest, self.model.columns.elastic)
        highest[[demand.column for demand in demands]] = 0
        return highest


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


def clash_of(instance: Instance, demands: list[_Demand], options: Options) -> Clash:
    alone = only_with(instance, demands) if all(demand.pin for demand in demands) else instance
    rules = tuple(_rules(alone, demands, options))
    return Clash(
        decisions=tuple(demand.words for demand in demands),
        rules=rules,
        details=tuple(_details(alone, rules)) if alone is not instance else (),
        fixes=tuple(_fixes(alone, demands, rules, options)),
    )


def only_with(instance: Instance, demands: Sequence[_Demand]) -> Instance:
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


def _clash_still(instance: Instance, rules: frozenset[str] | None, options: Options) -> bool:
    question = Question(instance, rules, options)
    return not question.can_keep(list(question.demands))


def _clash_with(instance: Instance, rules: frozenset[str], options: Options) -> bool:
    """Whether everything demanded clashes with these rules, as both solvers say."""
    question = Question(instance, rules, options)
    return question.clash(list(question.demands))


def _rules(instance: Instance, demands: list[_Demand], options: Options) -> Iterator[str]:
    """Rules with which alone the demands clash, and without any one of which they do not; what can be off is, first."""
    kept = {rule.id for rule in RULES if instance.policy.is_on(rule.id)}
    strict = any(demand.pin is None for demand in demands)
    for rule in sorted(RULES, key=lambda rule: rule.always_on):
        needed = rule.id == "fixed" or (strict and rule.id == "commitment")
        if rule.id in kept and not needed and _clash_still(instance, frozenset(kept - {rule.id}), options):
            kept.discard(rule.id)
    if not _clash_with(instance, frozenset(kept), options):
        return
    named = kept - {"fixed"}
    for rule in RULES:
        if rule.id in (named - _TIES or named):
            yield rule.id


def _details(instance: Instance, rules: tuple[str, ...]) -> Iterator[str]:
    """What the rules' checks say where the decisions by themselves show it: where each has its slot."""
    for finding in check(instance, _as_planned(instance)).breaches:
        if finding.rule in rules:
            yield finding.message


def _fixes(instance: Instance, demands: list[_Demand], rules: tuple[str, ...], options: Options) -> Iterator[Fix]:
    """Letting go of one of them, or waiving one of the rules for somebody who is fixed; each is tried."""
    switchable = [rule.id for rule in RULES if rule.id in rules and not rule.always_on]
    for demand in demands:
        if demand.pin is None or demand.pin.kind == "slot":
            continue
        for rule in switchable:
            waived = with_waivers(instance, [rule], demand.pin.value_id, demand.pin.review_id)
            if not _clash_still(waived, None, options):
                yield Fix(f"waive {rule} for {demand.pin.value_id} at {demand.pin.review_id}")
    for demand in demands:
        yield Fix(f"let go: {demand.words}" if demand.pin is not None else f"do not insist: {demand.words}")
