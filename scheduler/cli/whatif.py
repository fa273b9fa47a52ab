"""Scenarios beside each other: whatif."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES, Exit, say_notices
from scheduler.cli.options import (
    instance_argument,
    json_option,
    means_options,
    repair_deterministic_option,
    repair_time_option,
    schedule_argument,
    workers_option,
)
from scheduler.showing.printing import print_message, print_parts, print_text

if TYPE_CHECKING:
    from scheduler.processes.means import Means


@click.command("whatif", short_help="Compare what might come; change nothing.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw the comparison as an SVG, too.")
@click.option("--anew", is_flag=True, help="Plan each anew instead, as if nothing were published: what it would save.")
@repair_time_option("scenario")
@workers_option
@repair_deterministic_option
@means_options
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
    means: "Means",
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
    from scheduler.desk.doing.scenarios import compare, with_nothing
    from scheduler.showing.progress import counted
    from scheduler.storage import load_schedule, save
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting
    from scheduler.storage.scenarios import load_scenarios

    if picture is not None:
        refuse_overwriting(picture, Kind.PICTURE, [instance, schedule, *scenarios])
    facts = load_instance(instance)
    made = load_schedule(schedule, facts)
    asked = with_nothing(load_scenarios(scenarios, facts, made), anew=anew)
    with counted(len(asked)) as say:
        found = compare(
            facts,
            made,
            asked,
            time_limit_seconds,
            workers,
            lambda one: say(one.name),
            deterministic=deterministic,
            means=means,
            anew=anew,
        )
    say_notices(found.notices)
    if picture is not None:
        save(picture, found.picture)
    print_parts(found.parts(whole=as_json), as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")
    if found.interrupted:
        print_message("Interrupted.")
        raise click.exceptions.Exit(Exit.INTERRUPTED)
