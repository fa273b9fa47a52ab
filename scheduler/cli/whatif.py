"""Scenarios beside each other: whatif."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import (
    instance_argument,
    json_option,
    repair_deterministic_option,
    repair_time_option,
    schedule_argument,
    workers_option,
)
from scheduler.cli.reschedule import refuse_untrue
from scheduler.showing.printing import print_message, print_parts, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.plan import Plan
    from scheduler.processes.child import Lost
    from scheduler.repairs.rescheduling import Rescheduled

from scheduler.cli.options import side_by_side


@click.command("whatif", short_help="Compare what might come; change nothing.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw the comparison as an SVG, too.")
@click.option("--anew", is_flag=True, help="Plan each anew instead, as if nothing were published: what it would save.")
@repair_time_option("scenario")
@workers_option
@repair_deterministic_option
@json_option
def whatif(
    instance: str,
    schedule: Path,
    scenarios: tuple[str, ...],
    picture: Path | None,
    anew: bool,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
) -> None:
    """Compare what SCHEDULE would become in each SCENARIO, repaired as `reschedule` would. Nothing is changed.

    SCENARIO is a file of changes, all of which come, or one change as JSON: see `reschedule`. Ctrl-C shows those that
    are done.

    \b
    Examples:
      qa-scheduler whatif noe-2018-autumn autumn.json snow.json two-leads-ill.json --picture whatif.svg
      qa-scheduler whatif noe-2018-autumn autumn.json snow.json \\
        '{"kind": "person-leaves", "notice": "2018-10-01", "person": "L01"}'
      qa-scheduler whatif noe-2018-autumn autumn.json two-more-leads.json --anew
    """
    from scheduler.cli.reading import load_instance
    from scheduler.plan import Plan
    from scheduler.processes.child import Lost
    from scheduler.repairs.scenarios import Scenario, what_if
    from scheduler.showing.picture import drawn
    from scheduler.showing.progress import counted
    from scheduler.showing.scenarios import NOTHING_CHANGES, compared, listed, planned_anew
    from scheduler.showing.scenarios import side_by_side as as_table
    from scheduler.storage import load_plan, save
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting
    from scheduler.storage.scenarios import load_scenarios

    if picture is not None:
        refuse_overwriting(picture, Kind.PICTURE, [instance, schedule, *scenarios])
    facts = load_instance(instance)
    effective, made = load_plan(schedule, facts)
    asked = load_scenarios(scenarios, facts, made)
    if anew:
        asked = (Scenario(NOTHING_CHANGES, ()), *asked)
    processes, options = side_by_side(len(asked), time_limit_seconds, workers, deterministic)

    with counted(len(asked)) as say:
        ended = what_if(facts, made, asked, options, processes, lambda one: say(one.name), anew=anew)
    found = ended.found
    for done in found:
        if not isinstance(done, Lost):
            refuse_untrue(done)
    for notice in ended.notices:
        print_message(notice)
    plan = Plan(effective, made)
    beside = _first_found(found) if anew else plan
    rows = compared(beside, asked, found)
    if picture is not None:
        words = ("the best schedule made anew", "best") if anew else ("the schedule as it is", "now")
        save(picture, drawn(beside or plan, rows, *words))
    table = planned_anew(plan, rows) if anew else as_table(plan, rows)
    print_parts(listed(plan, rows) if as_json else [table], as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")
    if ended.interrupted:
        print_message("Interrupted.")
        raise click.exceptions.Exit(Exit.INTERRUPTED)


def _first_found(found: "Sequence[Rescheduled | Lost]") -> "Plan | None":
    """The schedule that all others are compared with where they are made anew; None where it is not known."""
    from scheduler.plan import Plan
    from scheduler.processes.child import Lost

    first = found[0]
    schedule = None if isinstance(first, Lost) else first.repairs[0].schedule
    return None if isinstance(first, Lost) or schedule is None else Plan(first.instance, schedule)
