"""The slot strip as it fills: of every slot of a review's term what a move to it needs at least, then exactly.

What is known at once, and exactly of the slot that is looked at, the process that stays says; all the others are
sought by processes of their own, while somebody looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler.desk.doing import slots
from scheduler.desk.doing.asking import Answered
from scheduler.page.home import Opened
from scheduler.page.server.engine import Engine
from scheduler.page.server.warm import ask_about
from scheduler.plan import Plan
from scheduler.showing.changed.slots import IMPOSSIBLE, REFUSED, at_least, exactly, people_at_least, refused, state
from scheduler.solvers.options import Options
from scheduler.solving import Send, in_child

if TYPE_CHECKING:
    from scheduler.repairs.slot_strip import At

_AT_LEAST = "\N{GREATER-THAN OR EQUAL TO}"


@dataclass
class Strip:
    """The slots of one review, as far as they are known by now. at: by slot, those that cannot be asked for, too."""

    review: str
    notice: date
    now: date | None
    at: "dict[date, At]"

    @property
    def askable(self) -> "list[At]":
        """The slots that can be asked for."""
        return [at for at in self.at.values() if state(at) != REFUSED]

    @property
    def is_whole(self) -> bool:
        """Whether every slot was looked at."""
        return all(at.exact is not None for at in self.askable)

    def learn(self, at: "At") -> None:
        """More is known of a slot. What is exact stays so."""
        if self.at[at.slot].exact is None:
            self.at[at.slot] = at

    def best_of_week(self, monday: date) -> date | None:
        """The slot of a week that loses and tells least, by what is known; None where there is none."""
        in_week = [at for at in self.askable if 0 <= (at.slot - monday).days < 7]
        best = min(in_week, key=lambda at: (is_losing(at), people(at), at.slot), default=None)
        return None if best is None else best.slot


def people(at: "At") -> int:
    """How many are told with the review in a slot: exactly, where that is known; else at least."""
    if at.exact is not None and at.exact.told is not None:
        return at.exact.told.people
    return people_at_least(at) or 0


def is_losing(at: "At") -> bool:
    """Whether something is lost with the review in a slot, by what is known."""
    if at.exact is not None and at.exact.told is not None:
        return any(at.exact.lost.values())
    return at.least is not None and not at.least.is_whole


def is_closed(at: "At") -> bool:
    """Whether it is proven what the best repair with this slot is, or that there is none."""
    return at.exact is not None and at.exact.status in (Status.OPTIMAL, Status.INFEASIBLE)


def in_words(at: "At") -> str:
    """All that is known of a slot."""
    if at.refused is not None or at.least is None:
        return refused(at.refused) if at.refused is not None else ""
    return at_least(at.least) if at.exact is None else exactly(at.exact)


def short(at: "At") -> str:
    """The same in a cell: how many people are told, at least where it is not exact."""
    if at.exact is not None and at.exact.told is None:
        return "none" if state(at) == IMPOSSIBLE else "?"
    return f"{people(at)}" if is_closed(at) else f"{_AT_LEAST}{people_at_least(at)}"


def at_once(engine: Engine, opened: Opened, review: str, notice: date) -> Strip:
    """The strip of a review, with what is known without a search.

    Raises:
        InvalidInput: no other slot can be asked for on that day.
        Unanswered: the process ended.
    """
    strips: dict[Any, Strip] = opened.kept("strips", dict)
    if (review, notice) not in strips:
        known: slots.Slots = ask_about(engine, opened, _bounds, opened.instance, review, notice)
        strip = Strip(review, notice, known.now, {at.slot: at for at in known.known})
        strips.setdefault((review, notice), strip)
    return strips[review, notice]


def look_at(engine: Engine, opened: Opened, strip: Strip, slot: date) -> None:
    """Seek the best repair with one slot, unless it is known.

    Raises:
        InvalidInput: it cannot be asked for.
    """
    if slot not in strip.at or strip.at[slot].exact is None:
        about = opened.instance, strip.review, strip.notice, slot
        strip.learn(ask_about(engine, opened, _exact, *about))


def look_at_all(opened: Opened, strip: Strip, hear: Callable[[Any], None]) -> Answered:
    """Seek the best repair with each slot, as many at once as there are cores. hear: is told whenever more is known."""

    def learn(at: "At") -> None:
        strip.learn(at)
        hear(())

    task = opened.instance, opened.schedule, strip.review, strip.notice
    ended = in_child(_all, task, Options(time_limit_seconds=None), lambda _: None, learn)
    return Answered((), ended.interrupted, ended.notices)


# The work of the process that stays


def _bounds(plan: Plan, instance: Instance, review: str, notice: date) -> slots.Slots:
    return slots.bounds(instance, plan.schedule, review, notice)


def _exact(plan: Plan, instance: Instance, review: str, notice: date, slot: date) -> "At":
    return slots.exact(instance, plan.schedule, review, slot, notice=notice)


def _all(task: tuple[Instance, Schedule, str, date], _: Options, send: Send, __: object) -> None:
    """The work of a process: every slot."""
    instance, schedule, review, notice = task
    slots.all_exact(instance, schedule, review, notice=notice, hear=send)
