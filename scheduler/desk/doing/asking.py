"""Why not, who instead, why vacant, why impossible, at what price. Nothing is changed. See `explain`, `suggest`.

What loads a solver is imported where it is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.instance import Instance
from models.policy import RuleId
from scheduler.changes import places
from scheduler.changes.places import Asked
from scheduler.desk.doing.ends import Exit
from scheduler.explaining import clashing
from scheduler.explaining.funnels import funnels
from scheduler.explaining.in_child import prices_in_child
from scheduler.explaining.placing import around_place
from scheduler.explaining.suggestions import MOST_MOVES, suggestions
from scheduler.explaining.ways_out import ways_out
from scheduler.plan import Plan
from scheduler.processes.crew import Heard
from scheduler.showing.answers import suggested
from scheduler.showing.answers.clashes import all_clashes
from scheduler.showing.answers.obstacles import who_at
from scheduler.showing.answers.vacancies import from_everybody, out
from scheduler.showing.table import Table
from scheduler.solvers.options import Options, Progress

if TYPE_CHECKING:
    from scheduler.explaining.pricing import Price

HINT = "Ctrl-C says what is known by then."
STOPPED = "Interrupted: this is what was known by then."
SECONDS, PRICES_SECONDS = 300.0, 10.0  # for a search, where no limit is given
_MOST_PRICED = 10
_NOT_PROVEN = (
    "What a rule costs stands beside the best schedule, and what is best was not proven in the time: solve first."
)

Report = Callable[[Progress], None]
Hear = Callable[[tuple[Table | str, ...]], None]


@dataclass(frozen=True)
class Answered:
    """What is known of a question, in tables and sentences. interrupted: whether the search was stopped before its end.

    notices: what the user should know. meaning: what it says of what was asked, where it was not interrupted.
    """

    parts: tuple[Table | str, ...]
    interrupted: bool = False
    notices: tuple[str, ...] = ()
    meaning: Exit = Exit.DONE

    @property
    def exit(self) -> Exit:
        """What the exit code of a command says of it."""
        return Exit.INTERRUPTED if self.interrupted else self.meaning


def at(plan: Plan, seat: str, person: str | None = None) -> Asked:
    """The place that SEAT names; the one that a person could have, where one is named.

    Raises:
        InvalidInput: there is no such place or person.
    """
    about = places.asked(plan, seat)
    return about if person is None else places.asked_for(plan, about, places.person(plan.instance, person))


def who(plan: Plan, about: Asked, person: str | None = None) -> Answered:
    """Why this person is not in a place, or who could have it, and what forbids the others."""
    return Answered(tuple(who_at(plan, about, person)))


def instead(plan: Plan, about: Asked, most: int, moves: int = MOST_MOVES) -> Answered:
    """Who could take a place instead: chains of up to so many moves, ranked by their effect on every goal.

    Raises:
        InvalidInput: the review is not held, or its team is complete and nobody in it is named.
    """
    found = suggestions(plan, about, most, moves)
    return Answered(tuple((suggested.instead if moves == 1 else suggested.suggested)(plan, about, found)))


def prices(
    instance: Instance,
    plan: Plan,
    about: Asked,
    person: str | None,
    options: Options,
    report: Report = lambda _: None,
    notice: date | None = None,
    hear: Hear = lambda _: None,
) -> Answered:
    """What it would cost to have a person in a place, or whoever could, goal by goal.

    instance: as it was before any change. notice: the day on which it is asked; see `around_place`. hear: gets what is
    known by then, bounds first, whenever there is more.

    Raises:
        InvalidInput: it cannot be asked on that day.
    """
    from scheduler.showing.answers.priced import priced

    opening, there = places.dated(plan, about), plan.planned(about.review.id).people
    everybody = plan.instance.lead_by_id if about.is_lead else plan.instance.reviewer_by_id
    people = [one for one in everybody if one not in there] if person is None else [person]
    world = around_place(instance, plan.schedule, about, notice)

    def said(found: "tuple[Price, ...]") -> tuple[Table | str, ...]:
        return tuple(priced(plan, about, found)) if found else ("No price is known.",)

    def known(found: "tuple[Price, ...]") -> None:
        hear(said(found))

    ended = prices_in_child(world, plan.schedule, opening, people, options, _MOST_PRICED, report, known)
    return Answered(said(ended.found), ended.interrupted, ended.notices)


def costs(plan: Plan, rules: Sequence[RuleId], options: Options, report: Report = lambda _: None) -> Answered:
    """What rules cost, beside the best schedule."""
    from scheduler.explaining.costing import costs_of
    from scheduler.showing.answers.costs import costs_of_rules

    ended = costs_of(plan.instance, plan.schedule, rules, options, report)
    parts = [_NOT_PROVEN] if ended.best is None else costs_of_rules(ended.best, ended.costs)
    return Answered(tuple(parts), ended.interrupted, ended.notices)


def why_vacant(
    plan: Plan, review: str, options: Options, report: Report = lambda _: None, hear: Hear = lambda _: None
) -> Answered:
    """Why a seat of a review is vacant, or it is not held, from everybody down to nobody; and the ways out.

    hear: gets what is known by then, first why and then each way out.

    Raises:
        InvalidInput: there is no such review, or nothing of it is missing.
    """
    about = places.missing(plan, review)
    found, heard = funnels(plan, about), Heard()
    why = tuple(from_everybody(plan, about, found))
    hear(why)
    report(Progress(0.0, "ways out"))
    ways = ways_out(plan, about, found, options, heard, lambda ways: hear((*why, *out(plan, ways))))
    return Answered((*why, *out(plan, ways)), heard.interrupted, tuple(heard.notices))


def why_impossible(instance: Instance, options: Options, report: Report = lambda _: None) -> Answered:
    """Why an instance cannot be scheduled at all, clash by clash, each with what would cure it."""
    found = clashing.clashes(instance, options, report)
    meaning = Exit.IMPOSSIBLE if found.found else Exit.NOT_FOUND if found.unfinished else Exit.DONE
    return Answered(tuple(all_clashes(found)), found.interrupted, found.notices, meaning)
