"""For a review of a published schedule: how many people must be told if it moves to another slot of its term.

Of all slots at once it is counted how many at least (`least_told`); then the repair that disturbs least is sought slot
by slot (`moving`). Each is the repair that `reschedule` finds first after the change `other-slot` with that slot alone,
in all goals up to the people told; quality comes after them, and is left to `reschedule`.

Example, of a review with a lead and two reviewers. On Monday all three can come: at least 3, and 3 is exact. On
Tuesday one of them is in another team: at least 4. On Wednesday the host is closed: it cannot be held there.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

from models.change import Change, OtherSlot
from models.digest import instance_sha256
from models.instance import Instance
from models.policy import CHANGE_GOAL
from models.problem import InvalidInput, Problem
from models.schedule import Certificate, GoalResult, Schedule, Status, is_confirmed
from scheduler.changes.effective_instance import effective
from scheduler.changes.refusals import problems
from scheduler.changes.situation import Situation
from scheduler.checking import check
from scheduler.goals import GOALS
from scheduler.processes.child import Lost
from scheduler.processes.crew import Heard, fan_out
from scheduler.repairs.circles import is_usual
from scheduler.repairs.least_told import Least, LeastTold
from scheduler.repairs.moving import Moving, Repaired, repaired
from scheduler.repairs.rescheduling import reschedule, situation_after, stamped
from scheduler.solvers.options import Options

_KEPT = 8  # reviews of which what was built is kept


@dataclass(frozen=True)
class At:
    """What is known of a slot. refused: why the host cannot ask for it. closed: days of it on which the host is closed.

    least: counted at once. exact: the best repair, as far as it has been sought.
    """

    slot: date
    refused: Problem | None = None
    closed: tuple[date, ...] = ()
    least: Least | None = None
    exact: Repaired | None = None


class Strip:
    """One review of one schedule, which it has a date in. It keeps what it has built, from question to question.

    instance: as it was before any change. notice: the day on which the host asks. now: the slot it has. slots: what it
    can ask for. refused: why it cannot ask for the other slots of its term.
    """

    def __init__(self, instance: Instance, schedule: Schedule, review: str, notice: date) -> None:
        """Raises InvalidInput: the host can ask for no other slot at all."""
        self.instance, self.schedule, self.review, self.notice = instance, schedule, review, notice
        situation = Situation(instance, schedule)
        self.now, every = situation.planned(review).slot, _slots(situation, review)
        self.refused = _refused(instance, schedule, self._change(*(every or (notice,))))
        self.slots = tuple(slot for slot in every if slot not in self.refused)

    @property
    def bounds(self) -> Mapping[date, Least]:
        """What is known at once, of every slot that can be asked for."""
        return self._bounds

    def known(self, found: Mapping[date, Repaired] = MappingProxyType({})) -> tuple[At, ...]:
        """What is known of every slot of the term, in order. found: the best repairs that were sought."""
        return tuple(
            At(slot, self.refused.get(slot), self._closed(slot), self._bounds.get(slot), found.get(slot))
            for slot in sorted((*self.slots, *self.refused))
        )

    def _closed(self, slot: date) -> tuple[date, ...]:
        host = self.world.school_by_id[self.world.review_by_id[self.review].host]
        return tuple(day for day in self.world.policy.slot.days_of(slot) if not self.world.is_school_day(host, day))

    def exact(self, slot: date, options: Options, quality_seconds: float = 0.0) -> Repaired:
        """The repair that disturbs least with the review in this slot; its schedule is the plan's next version.

        quality_seconds: so long at most, the best quality is sought among repairs that disturb as little; nothing is
        said of what is found.
        """
        if not self._is_usual:
            return self._by_reschedule(slot, options)
        found = self._moving.repaired(slot, self._bounds[slot], options, quality_seconds)
        return found if found.schedule is None else replace(found, schedule=self._version(slot, found, options))

    def changes(self, slot: date) -> tuple[Change, ...]:
        """The change that asks for this slot."""
        return (self._change(slot),)

    def _change(self, *slots: date) -> OtherSlot:
        return OtherSlot(notice=self.notice, review=self.review, slots=slots)

    @cached_property
    def world(self) -> Instance:
        """The instance in which the review can have every slot that can be asked for; the plan's where it can none."""
        if not self.slots:
            return effective(self.instance, self.schedule)
        return situation_after(self.instance, self.schedule, [self._change(*self.slots)])[0]

    @cached_property
    def _bounds(self) -> dict[date, Least]:
        least = LeastTold(self.world, self.review) if self.slots else None
        return {slot: least.at(slot) for slot in self.slots if least is not None}

    @cached_property
    def _moving(self) -> Moving:
        return Moving(self.world, self.review)

    @cached_property
    def _is_usual(self) -> bool:
        return is_usual(self.world)

    def _by_reschedule(self, slot: date, options: Options) -> Repaired:
        """Where the goals stand so that stand-ins decide nothing."""
        done = reschedule(self.instance, self.schedule, self.changes(slot), options, other_kinds=False)
        best = done.repairs[0]
        if best.schedule is None or best.schedule.certificate is None:
            return Repaired(best.status)
        goals = best.schedule.certificate.goals
        upto = goals[: [result.goal for result in goals].index(CHANGE_GOAL) + 1]
        closed_by = {result.goal: tuple(result.closed_by) if result.is_agreed else () for result in upto}
        return repaired(done.instance, best.schedule, check(done.instance, best.schedule), closed_by)

    def judged(self, slot: date, found: Repaired) -> Repaired:
        """What another machine has found: its certificate says which instance it is of, with every word of it."""
        if found.schedule is None or found.schedule.certificate is None:
            return found
        world, _ = situation_after(self.instance, self.schedule, self.changes(slot))
        certificate = found.schedule.certificate.model_copy(update={"instance_sha256": instance_sha256(world)})
        return replace(found, schedule=found.schedule.model_copy(update={"certificate": certificate}))

    def _version(self, slot: date, found: Repaired, options: Options) -> Schedule:
        """The repair as the schedule's next version, with what is proven of it: nothing is said of quality."""
        assert found.schedule is not None and found.told is not None
        world, entailed = situation_after(self.instance, self.schedule, self.changes(slot))
        values = {**found.lost, CHANGE_GOAL: found.told.counted}
        units = {goal.id: goal.unit for goal in GOALS}
        goals = tuple(
            _result(goal.goal, values[goal.goal], units[goal.goal], found.closed_by[goal.goal])
            for goal in world.policy.goals
            if goal.goal in values
        )
        certificate = Certificate(
            status=Status.FEASIBLE,
            goals=goals,
            rules_off=world.policy.without,
            seed=options.seed,
            deterministic=options.deterministic,
            instance_sha256=instance_sha256(world),
            seconds=None if options.deterministic else round(options.elapsed, 1),
        )
        version = found.schedule.model_copy(update={"certificate": certificate})
        return stamped(version, self.schedule, entailed, world)


def _result(goal: str, value: int, unit: str, closed_by: tuple[str, ...]) -> GoalResult:
    proven = is_confirmed(closed_by)
    bound = value if closed_by else 0
    said: Any = closed_by
    return GoalResult(goal=goal, value=value, bound=bound, final=value, unit=unit, proven=proven, closed_by=said)


def _slots(situation: Situation, review: str) -> tuple[date, ...]:
    """Every slot that begins in the review's term, but the one it has; none of a review that is not there."""
    found = situation.world.review_by_id.get(review)
    if found is None:
        return ()
    term, now = situation.world.term_by_id[found.term], situation.planned(review).slot
    days = (term.first_day + timedelta(days=n) for n in range((term.last_day - term.first_day).days + 1))
    return tuple(day for day in days if situation.world.policy.slot.begins_on(day) and day != now)


def _refused(instance: Instance, schedule: Schedule, change: OtherSlot) -> dict[date, Problem]:
    """Why single slots are refused. Raises InvalidInput where that is not because of the slot."""
    by_place = {f"$.changes[0].slots[{n}]": slot for n, slot in enumerate(change.slots)}
    found = problems(instance, schedule, [change])
    if others := [one for one in found if one.where not in by_place]:
        raise InvalidInput(others)
    return {by_place[one.where]: one for one in found}


# From question to question


_strips: deque[Strip] = deque(maxlen=_KEPT)  # of this process


def strip_of(instance: Instance, schedule: Schedule, review: str, notice: date) -> Strip:
    """The strip of a review. The last few of this process are kept, as long as they are asked about one schedule.

    Raises:
        InvalidInput: the host can ask for no other slot at all.
    """
    for kept in _strips:
        same = kept.schedule is schedule and (kept.review, kept.notice) == (review, notice)
        if same and kept.instance == instance:
            return kept
    _strips.append(Strip(instance, schedule, review, notice))
    return _strips[-1]


@dataclass(frozen=True)
class Searched:
    """What is exact of slots. notices: what the user should know."""

    found: Mapping[date, Repaired]
    interrupted: bool = False
    notices: tuple[str, ...] = ()


def exact_of_all(
    strip: Strip,
    options: Options,
    processes: int,
    hear: Callable[[date, Repaired], None] = lambda *_: None,
) -> Searched:
    """The best repair at every slot that can be asked for, whatever tells fewest first; `hear` gets each as it comes.

    options: of each slot; its time limit counts from when its turn comes. An interrupt keeps what is known.
    """
    slots = sorted(strip.slots, key=lambda slot: (not strip.bounds[slot].is_whole, strip.bounds[slot].at_least.people))
    shared = strip.instance, strip.schedule, strip.review, strip.notice, options.here()
    found, heard = dict[date, Repaired](), Heard()
    with heard.until_interrupted():
        for position, done in fan_out(
            _exact,
            shared,
            slots,
            processes,
            again=(*shared[:-1], replace(shared[-1], safe=True)),
            limit_seconds=options.time_limit_seconds,
            tell=lambda position, reason: heard.tell(position, f"{slots[position]}: {reason}"),
            means=options.means,
        ):
            slot = slots[position]
            found[slot] = Repaired(Status.UNKNOWN) if isinstance(done, Lost) else strip.judged(slot, done)
            hear(slot, found[slot])
    return Searched(found, heard.interrupted, tuple(dict.fromkeys(heard.notices)))


def _exact(shared: Any, slot: date) -> Repaired:
    """The work of a process, which keeps the strip."""
    instance, schedule, review, notice, options = shared
    strip = strip_of(instance, schedule, review, notice)
    return strip.exact(slot, replace(options, started=time.monotonic()))
