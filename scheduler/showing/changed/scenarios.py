"""Scenarios beside the schedule as it is: figures and their differences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.schedule import Status
from scheduler.changes.kinds import in_words
from scheduler.changes.who_is_told import news, people_told
from scheduler.goals.quality import recount
from scheduler.plan import Plan
from scheduler.processes.child import Lost
from scheduler.repairs.scenarios import Scenario
from scheduler.showing.changed.repairs import proof
from scheduler.showing.figures import meeting_commitment
from scheduler.showing.table import Cell, Table

if TYPE_CHECKING:
    from scheduler.repairs.rescheduling import Rescheduled

AS_IT_IS, NOTHING_CHANGES = "as it is", "nothing changes"
FIGURES = ("Reviews held", "Seats filled", "Schools meeting their commitment", "Km", "Quality")
_UNITS = "Km: of all journeys. Quality: in travel-km, less is better."
_NONE = {
    Status.INFEASIBLE: "impossible: nothing keeps all rules",
    Status.UNKNOWN: "could not be told in the time",
    Status.MODEL_INVALID: "the solver refused the model: please report it",
}


@dataclass(frozen=True)
class Compared:
    """One scenario. people, figures, more: None where nothing is known. figures, more: in the order of FIGURES."""

    scenario: Scenario
    known: str
    people: int | None = None
    figures: tuple[int, ...] | None = None
    more: tuple[int, ...] | None = None


def compared(
    plan: Plan | None, scenarios: Sequence[Scenario], found: "Sequence[Rescheduled | Lost]"
) -> tuple[Compared, ...]:
    """What was found of each scenario, counted, beside a plan; without one there are no differences."""
    now = None if plan is None else figures_of(plan)
    return tuple(_compared(now, scenario, done) for scenario, done in zip(scenarios, found, strict=True))


def _compared(now: tuple[int, ...] | None, scenario: Scenario, done: "Rescheduled | Lost") -> Compared:
    if isinstance(done, Lost):
        return Compared(scenario, f"could not be told. {done.reason}")
    best = done.repairs[0]
    if best.schedule is None:
        return Compared(scenario, _NONE.get(best.status, str(best.status)))
    figures = figures_of(Plan(done.instance, best.schedule))
    more = None if now is None else tuple(after - before for after, before in zip(figures, now, strict=True))
    people = None if done.instance.before is None else people_told(news(done.instance, best.schedule))
    return Compared(scenario, proof(best.schedule), people, figures, more)


def figures_of(plan: Plan) -> tuple[int, ...]:
    """The figures of a plan, in the order of FIGURES."""
    return (
        len(plan.instance.reviews) - len(plan.not_held),
        sum(len(held.present) for held in plan.held),
        meeting_commitment(plan).part,
        plan.km,
        sum(finding.amount for finding in recount(plan)),
    )


def side_by_side(plan: Plan, rows: Sequence[Compared]) -> Table:
    """For eyes: each figure with its difference from the plan as it is in brackets."""
    return Table(
        key="scenarios",
        title="What if: the repair of each scenario that disturbs least",
        columns=("Scenario", "People told", *FIGURES, "What is known"),
        rows=(
            (AS_IT_IS, None, *_plain(plan), None),
            *((row.scenario.name, row.people, *_said(row), row.known) for row in rows),
        ),
        note=(
            f"In brackets: the difference from the schedule as it is. {_UNITS} A gain alone justifies no disturbance: "
            "what only allows more changes nothing; --anew says what it would save in a schedule made anew."
        ),
    )


def planned_anew(plan: Plan, rows: Sequence[Compared]) -> Table:
    """The same of schedules made from nothing: differences are those from the one in which nothing changes."""
    return Table(
        key="scenarios",
        title="What if: the best schedule of each scenario, planned anew",
        columns=("Scenario", *FIGURES, "What is known"),
        rows=(
            (AS_IT_IS, *_plain(plan), None),
            *((row.scenario.name, *_said(row), row.known) for row in rows),
        ),
        note=(
            f"In brackets: the difference from the best schedule where {NOTHING_CHANGES}. {_UNITS} As if nothing were "
            "published; fairness is left out, so that quality is not what a schedule with it gives up for it."
        ),
    )


def _plain(plan: Plan) -> tuple[Cell, ...]:
    return tuple(f"{figure:,}" for figure in figures_of(plan))


def _said(row: Compared) -> tuple[Cell, ...]:
    if row.figures is None:
        return (None,) * len(FIGURES)
    if row.more is None:
        return tuple(f"{figure:,}" for figure in row.figures)
    return tuple(f"{figure:,} ({signed(more)})" for figure, more in zip(row.figures, row.more, strict=True))


def signed(number: int) -> str:
    """A difference, such as +3."""
    return f"{number:+,}" if number else "0"


def listed(plan: Plan, rows: Sequence[Compared]) -> Iterator[Table]:
    """For machines: figures and differences each in a column of their own."""
    yield Table("as_it_is", "As it is", FIGURES, (figures_of(plan),))
    pairs = [name for figure in FIGURES for name in (figure, f"{figure} difference")]
    yield Table(
        key="scenarios",
        title="Scenarios",
        columns=("Scenario", "Changes", "People told", *pairs, "What is known"),
        rows=tuple(
            (
                row.scenario.name,
                tuple(in_words(change) for change in row.scenario.changes),
                row.people,
                *_in_pairs(row),
                row.known,
            )
            for row in rows
        ),
    )


def _in_pairs(row: Compared) -> Iterator[Cell]:
    for position in range(len(FIGURES)):
        yield None if row.figures is None else row.figures[position]
        yield None if row.more is None else row.more[position]
