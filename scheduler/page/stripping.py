"""The slot strip: of every slot of a review's term what a move to it needs at least, then exactly.

What is known at once, and exactly of the slot that is looked at, the process that stays says; all the others are
sought by processes of their own, while somebody looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.instance import Instance
from models.problem import Problem
from models.schedule import Schedule, Status
from scheduler.desk.doing.asking import Answered
from scheduler.page.engine import Engine
from scheduler.page.home import Opened
from scheduler.page.warm import ask_about
from scheduler.plan import Plan
from scheduler.processes.cores import cores
from scheduler.repairs import slot_strip
from scheduler.repairs.least_told import Least
from scheduler.repairs.moving import Repaired
from scheduler.repairs.slot_strip import exact_of_all, strip_of
from scheduler.showing import slots
from scheduler.solvers.options import Options
from scheduler.solving import Send, in_child

SECONDS = 20.0  # for one slot


@dataclass(frozen=True)
class AtOnce:
    """What is known of a strip without a search; see `slot_strip.Strip`."""

    bounds: Mapping[date, Least]
    refused: Mapping[date, Problem]


@dataclass
class Strip:
    """The slots of one review, asked about on one day, as far as they are known by now. found: what is exact."""

    review: str
    notice: date
    at_once: AtOnce
    found: dict[date, Repaired] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every slot was looked at."""
        return self.found.keys() >= self.at_once.bounds.keys()

    def people(self, slot: date) -> int:
        """How many are told with the review in this slot: exactly, where that is known; else at least."""
        found, least = self.found.get(slot), self.at_once.bounds[slot]
        if found is not None and found.told is not None:
            return found.told.people
        return (least.at_least if least.is_whole else least.in_any_case).people

    def losses(self, slot: date) -> int:
        """How much is lost with the review in this slot: exactly, where that is known; else at least."""
        found, least = self.found.get(slot), self.at_once.bounds[slot]
        return sum(found.lost.values()) if found is not None and found.told is not None else int(not least.is_whole)

    def words(self, slot: date) -> str:
        """All that is known of a slot."""
        if slot in self.at_once.refused:
            return slots.refused(self.at_once.refused[slot])
        found = self.found.get(slot)
        return slots.at_least(self.at_once.bounds[slot]) if found is None else slots.exactly(found)

    def short(self, slot: date) -> str:
        """The same in a cell: how many people are told, at least where it is not exact."""
        found = self.found.get(slot)
        if found is not None and found.told is None:
            return "none" if found.status == Status.INFEASIBLE else "?"
        return (
            f"{self.people(slot)}"
            if found is not None and not is_open(found)
            else f"\N{GREATER-THAN OR EQUAL TO}{self.people(slot)}"
        )

    def best_of_week(self, monday: date) -> date | None:
        """The slot of a week that loses and tells least, by what is known; None where there is none."""
        in_week = [slot for slot in self.at_once.bounds if 0 <= (slot - monday).days < 7]
        return min(in_week, key=lambda slot: (self.losses(slot), self.people(slot), slot), default=None)


def at_once(engine: Engine, opened: Opened, review: str, notice: date) -> Strip:
    """The strip of a review, with what is known without a search.

    Raises:
        InvalidInput: no other slot can be asked for on that day.
        Unanswered: the process ended.
    """
    strips: dict[Any, Strip] = opened.kept("strips", dict)
    if (review, notice) not in strips:
        known = ask_about(engine, opened, _at_once, opened.instance, review, notice)
        strips.setdefault((review, notice), Strip(review, notice, known))
    return strips[review, notice]


def look_at(engine: Engine, opened: Opened, strip: Strip, slot: date) -> None:
    """Seek the best repair with one slot, unless it is known."""
    if slot not in strip.found:
        about = opened.instance, strip.review, strip.notice, slot
        strip.found.setdefault(slot, ask_about(engine, opened, _exact, *about))


def look_at_all(opened: Opened, strip: Strip, hear: Callable[[Any], None]) -> Answered:
    """Seek the best repair with each slot, as many at once as there are cores. hear: is told whenever more is known."""

    def learn(news: tuple[date, Repaired]) -> None:
        strip.found.setdefault(*news)
        hear(())

    task = opened.instance, opened.schedule, strip.review, strip.notice
    ended = in_child(_all, task, Options(time_limit_seconds=None, workers=cores()), lambda _: None, learn)
    return Answered((), ended.interrupted, ended.notices)


def is_open(found: Repaired | None) -> bool:
    """Whether it is not proven that no repair with this slot is better."""
    return found is not None and found.status in (Status.FEASIBLE, Status.UNKNOWN)


# The work of the process that stays


def _at_once(plan: Plan, instance: Instance, review: str, notice: date) -> AtOnce:
    strip = _strip(plan, instance, review, notice)
    return AtOnce(strip.bounds, strip.refused)


def _exact(plan: Plan, instance: Instance, review: str, notice: date, slot: date) -> Repaired:
    options = Options(time_limit_seconds=SECONDS, workers=cores())
    return _strip(plan, instance, review, notice).exact(slot, options)


def _strip(plan: Plan, instance: Instance, review: str, notice: date) -> slot_strip.Strip:
    return strip_of(instance, plan.schedule, review, notice)


def _all(task: tuple[Instance, Schedule, str, date], options: Options, send: Send, _: object) -> None:
    """The work of a process: every slot."""
    strip = strip_of(*task)
    limited = Options(time_limit_seconds=SECONDS, workers=1)
    exact_of_all(strip, limited, options.workers, lambda slot, found: send((slot, found)))
