"""What a plan would become in each of several scenarios, side by side; nothing is changed. See `whatif`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.effective_instance import effective
from scheduler.desk.doing.repairing import refuse_untrue
from scheduler.plan import Plan
from scheduler.processes.child import Lost
from scheduler.processes.means import HERE, Means
from scheduler.repairs.scenarios import Scenario, WhatIf, what_if
from scheduler.showing.changed.picture import drawn
from scheduler.showing.changed.scenarios import NOTHING_CHANGES, Compared, compared, listed, planned_anew, side_by_side
from scheduler.showing.table import Table
from scheduler.solvers.options import in_processes


@dataclass(frozen=True)
class Comparison:
    """Scenarios beside each other. plan: as it is. beside: what they are compared with; None where it is not known.

    anew: whether each was planned from nothing.
    """

    plan: Plan
    beside: Plan | None
    rows: tuple[Compared, ...]
    anew: bool
    interrupted: bool
    notices: tuple[str, ...]

    def parts(self, *, whole: bool = False) -> tuple[Table, ...]:
        """The table for eyes. whole: those for machines, figures and differences each in a column of their own."""
        if whole:
            return tuple(listed(self.plan, self.rows))
        return ((planned_anew if self.anew else side_by_side)(self.plan, self.rows),)

    @property
    def picture(self) -> str:
        """The same drawn, as an SVG."""
        words = ("the best schedule made anew", "best") if self.anew else ("the schedule as it is", "now")
        return drawn(self.beside or self.plan, self.rows, *words)


def with_nothing(scenarios: Sequence[Scenario], *, anew: bool) -> tuple[Scenario, ...]:
    """The scenarios that are solved: planned anew, they stand beside one in which nothing changes."""
    return (Scenario(NOTHING_CHANGES, ()), *scenarios) if anew else tuple(scenarios)


def compare(
    instance: Instance,
    schedule: Schedule,
    scenarios: Sequence[Scenario],
    time_limit_seconds: float | None = 60.0,
    workers: int | None = None,
    report: Callable[[Scenario], None] = lambda _: None,
    *,
    deterministic: bool = False,
    anew: bool = False,
    means: Means = HERE,
) -> Comparison:
    """The repair of the schedule in each scenario that disturbs least; or, anew, the best schedule made from nothing.

    `refusals.problems` has found nothing wrong with the scenarios, which `with_nothing` has given. report: told of each
    that is done. An interrupt keeps those.

    Raises:
        Untrue: what was found does not pass the checks.
    """
    processes, options = in_processes(
        len(scenarios), time_limit_seconds, workers, deterministic=deterministic, means=means
    )
    ended = what_if(instance, schedule, scenarios, options, processes, report, anew=anew)
    for done in ended.found:
        if not isinstance(done, Lost):
            refuse_untrue(done)
    plan = Plan(effective(instance, schedule), schedule)
    beside = _first_found(ended) if anew else plan
    return Comparison(plan, beside, compared(beside, scenarios, ended.found), anew, ended.interrupted, ended.notices)


def _first_found(ended: WhatIf) -> Plan | None:
    """The schedule that all others are compared with where they are made anew; None where it is not known."""
    first = ended.found[0]
    schedule = None if isinstance(first, Lost) else first.repairs[0].schedule
    return None if isinstance(first, Lost) or schedule is None else Plan(first.instance, schedule)
