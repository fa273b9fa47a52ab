"""Why nothing can be scheduled at all: independent clashes of fixed decisions, each as small as it gets, with fixes.

Without fixed decisions and `strict`, planning nothing is always possible, and who is not fixed can stay at home: so
only the reviews with something fixed are looked at, unless dues are strict. What is let go may be kept all the same.

Nothing is said on one solver's word. That some demands can be kept is shown by values that keep every row. That they
cannot is believed of a clash where CP-SAT and HiGHS, each for itself, say so; on the way to it HiGHS alone is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.instance import Instance
from scheduler import solving
from scheduler.checking import check
from scheduler.explaining.obstacles import with_waivers
from scheduler.explaining.questions import (
    NOT_AGREED,
    Demand,
    NotTold,
    Question,
    as_planned,
    only_with,
    smallest,
)
from scheduler.rules import RULES
from scheduler.solvers.options import Options, Progress
from scheduler.solving import Report, Send
from scheduler.tables.facts import Pin
from scheduler.words import count

_TIES = frozenset(rule.id for rule in RULES if rule.ties_people_to_dates)  # named only where nothing else clashes


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


TOO_LARGE = "There is too much to look at: dues are strict, and there are too many places."


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

    def all_sets(self) -> list[list[Demand]]:
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


def _near(instance: Instance, demands: Sequence[Demand]) -> list[Demand]:
    """The decisions about whom and what the first breach speaks that the decisions show by themselves; none if none."""
    pinned = [demand for demand in demands if demand.pin is not None]
    alone = only_with(instance, pinned)
    for finding in check(alone, as_planned(alone)).breaches:
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


def _enough(question: "Question", sets: list[list[Demand]]) -> Iterator[str]:
    """Decisions to let go so that all others can be kept: one of each clash, and more only where that is not enough."""
    first = {found[-1].words for found in sets}
    left = [demand for demand in question.demands if demand.words not in first]
    yield from sorted(first)
    while not question.can_keep(left):
        dropped = smallest(left, question.can_keep)[-1]
        left.remove(dropped)
        yield dropped.words


def clash_of(instance: Instance, demands: list[Demand], options: Options) -> Clash:
    alone = only_with(instance, demands) if all(demand.pin for demand in demands) else instance
    rules = tuple(_rules(alone, demands, options))
    return Clash(
        decisions=tuple(demand.words for demand in demands),
        rules=rules,
        details=tuple(_details(alone, rules)) if alone is not instance else (),
        fixes=tuple(_fixes(alone, demands, rules, options)),
    )


def _clash_still(instance: Instance, rules: frozenset[str] | None, options: Options) -> bool:
    question = Question(instance, rules, options)
    return not question.can_keep(list(question.demands))


def _clash_with(instance: Instance, rules: frozenset[str], options: Options) -> bool:
    """Whether everything demanded clashes with these rules, as both solvers say."""
    question = Question(instance, rules, options)
    return question.clash(list(question.demands))


def _rules(instance: Instance, demands: list[Demand], options: Options) -> Iterator[str]:
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
    for finding in check(instance, as_planned(instance)).breaches:
        if finding.rule in rules:
            yield finding.message


def _fixes(instance: Instance, demands: list[Demand], rules: tuple[str, ...], options: Options) -> Iterator[Fix]:
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
