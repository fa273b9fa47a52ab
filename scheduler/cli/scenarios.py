"""Scenarios beside each other: whatif."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import cores, finite, instance_argument, json_option, schedule_argument, workers_option
from scheduler.cli.repairing import refuse_untrue
from scheduler.showing.printing import print_parts, print_text


@click.command("whatif", short_help="Compare what might come; change nothing.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw the comparison as an SVG, too.")
@click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=60.0,
    callback=finite,
    help="For each scenario: stop after so long and keep the best.  [default: 60]",
)
@workers_option
@click.option("--deterministic", is_flag=True, help="Same input, same repairs: limits that count work.")
@json_option
def whatif(
    instance: str,
    schedule: Path,
    scenarios: tuple[str, ...],
    picture: Path | None,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
) -> None:
    """Compare what SCHEDULE would become in each SCENARIO, repaired as `reschedule` would. Nothing is changed.

    SCENARIO is a file of changes, all of which come, or one change as JSON: see `reschedule`.

    \b
    Examples:
      qa-scheduler whatif noe-2018-autumn autumn.json snow.json two-leads-ill.json --picture whatif.svg
      qa-scheduler whatif noe-2018-autumn autumn.json snow.json \\
        '{"kind": "person-leaves", "notice": "2018-10-01", "person": "L01"}'
    """
    from scheduler.outcome import Options
    from scheduler.plan import Plan
    from scheduler.scenarios import Scenario, what_if
    from scheduler.showing.picture import drawn
    from scheduler.showing.scenarios import compared, listed, side_by_side
    from scheduler.storage import check_can_save, load_instance, load_plan, save
    from scheduler.storage.scenarios import load_scenarios

    if picture is not None:
        check_can_save(picture)
    facts = load_instance(instance)
    effective, made = load_plan(schedule, facts)
    asked = load_scenarios(scenarios, facts, made)
    workers = workers or cores()
    processes = min(workers, len(asked))
    options = Options(
        time_limit_seconds=None if deterministic else time_limit_seconds,
        workers=1 if deterministic else workers // processes,
        deterministic=deterministic,
    )

    def say(scenario: Scenario) -> None:
        click.echo(f"done: {scenario.name}", err=True)

    found = what_if(facts, made, asked, options, processes, say)
    for done in found:
        if done is not None:
            refuse_untrue(done)
    for notice in dict.fromkeys(notice for done in found if done for one in done.repairs for notice in one.notices):
        click.echo(notice, err=True)
    plan = Plan(effective, made)
    rows = compared(plan, asked, found)
    if picture is not None:
        save(picture, drawn(plan, rows))
    print_parts(listed(plan, rows) if as_json else [side_by_side(plan, rows)], as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")
