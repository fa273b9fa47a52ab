"""What might come, before it does: whatif, stress."""

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import (
    cores,
    finite,
    instance_argument,
    json_option,
    repair_deterministic_option,
    repair_time_option,
    schedule_argument,
    workers_option,
)
from scheduler.cli.reschedule import refuse_untrue
from scheduler.showing.printing import print_parts, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.plan import Plan
    from scheduler.repairs.rescheduling import Rescheduled
    from scheduler.repairs.stressing import Tried
    from scheduler.solvers.options import Options


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

    SCENARIO is a file of changes, all of which come, or one change as JSON: see `reschedule`.

    \b
    Examples:
      qa-scheduler whatif noe-2018-autumn autumn.json snow.json two-leads-ill.json --picture whatif.svg
      qa-scheduler whatif noe-2018-autumn autumn.json snow.json \\
        '{"kind": "person-leaves", "notice": "2018-10-01", "person": "L01"}'
      qa-scheduler whatif noe-2018-autumn autumn.json two-more-leads.json --anew
    """
    from scheduler.plan import Plan
    from scheduler.repairs.scenarios import Scenario, what_if
    from scheduler.showing.picture import drawn
    from scheduler.showing.scenarios import NOTHING_CHANGES, compared, listed, planned_anew, side_by_side
    from scheduler.storage import check_can_save, load_instance, load_plan, save
    from scheduler.storage.scenarios import load_scenarios

    if picture is not None:
        check_can_save(picture)
    facts = load_instance(instance)
    effective, made = load_plan(schedule, facts)
    asked = load_scenarios(scenarios, facts, made)
    if anew:
        asked = (Scenario(NOTHING_CHANGES, ()), *asked)
    processes, options = _side_by_side(len(asked), time_limit_seconds, workers, deterministic)

    def say(scenario: Scenario) -> None:
        click.echo(f"done: {scenario.name}", err=True)

    found = what_if(facts, made, asked, options, processes, say, anew=anew)
    for done in found:
        if done is not None:
            refuse_untrue(done)
    for notice in dict.fromkeys(notice for done in found if done for one in done.repairs for notice in one.notices):
        click.echo(notice, err=True)
    plan = Plan(effective, made)
    beside = _first_found(found) if anew else plan
    rows = compared(beside, asked, found)
    if picture is not None:
        words = ("the best schedule made anew", "best") if anew else ("the schedule as it is", "now")
        save(picture, drawn(beside or plan, rows, *words))
    table = planned_anew(plan, rows) if anew else side_by_side(plan, rows)
    print_parts(listed(plan, rows) if as_json else [table], as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")


def _first_found(found: "Sequence[Rescheduled | None]") -> "Plan | None":
    """The schedule that all others are compared with where they are made anew; None where it is not known."""
    from scheduler.plan import Plan

    first = found[0]
    schedule = None if first is None else first.repairs[0].schedule
    return None if first is None or schedule is None else Plan(first.instance, schedule)


def _side_by_side(
    tasks: int, time_limit_seconds: float, workers: int | None, deterministic: bool
) -> "tuple[int, Options]":
    """In how many processes the tasks are solved, and how each."""
    from scheduler.solvers.options import Options

    workers = workers or cores()
    processes = max(1, min(workers, tasks))
    return processes, Options(
        time_limit_seconds=None if deterministic else time_limit_seconds,
        workers=1 if deterministic else workers // processes,
        deterministic=deterministic,
    )


@click.command("stress", short_help="Draw cancellations; say what they would do.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("--runs", type=click.IntRange(1, 10_000), metavar="N", default=10, help="So many terms.  [default: 10]")
@click.option("--seed", type=int, metavar="N", default=0, help="Another seed draws other terms.  [default: 0]")
@click.option(
    "--people",
    type=click.IntRange(min=0),
    metavar="K",
    default=5,
    help="So many people told are few.  [default: 5]",
)
@click.option(
    "--cancelled-percent",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    default=12.0,
    callback=finite,
    help="So many of a hundred reviews are cancelled.  [default: 12, as at most in 2017-18]",
)
@click.option(
    "--incomplete-percent",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    default=11.0,
    callback=finite,
    help="From so many of a hundred other teams a reviewer drops out.  [default: 11, as at most in 2017-18]",
)
@click.option(
    "--notice-days",
    type=click.IntRange(1, 365),
    metavar="DAYS",
    default=7,
    help="So many days before the slot this becomes known.  [default: 7]",
)
@repair_time_option("repair")
@workers_option
@repair_deterministic_option
@json_option
def stress(
    instance: str,
    schedule: Path,
    runs: int,
    seed: int,
    people: int,
    cancelled_percent: float,
    incomplete_percent: float,
    notice_days: int,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
) -> None:
    """Draw cancellations by hosts and reviewers, term after term, and repair each as `reschedule` would.

    Says what share is repaired with few people told, which reviews are fragile, and how much a reserve list would help.
    What is not proven in its time counts as neither. The same seed draws the same. Nothing is changed.

    \b
    Examples:
      qa-scheduler stress noe-2018-autumn autumn.json --runs 10
      qa-scheduler stress noe-2018-autumn autumn.json --runs 10 --people 4 --notice-days 14
    """
    from scheduler.plan import Plan
    from scheduler.repairs.stressing import Chances, draw
    from scheduler.repairs.stressing import stress as under_stress
    from scheduler.showing.stressed import stressed
    from scheduler.storage import load_instance, load_plan

    facts = load_instance(instance)
    effective, made = load_plan(schedule, facts)
    drawn = draw(made, Chances(cancelled_percent, incomplete_percent, notice_days), seed, runs)
    different = len({change for run in drawn for change in run})
    processes, options = _side_by_side(different, time_limit_seconds, workers, deterministic)
    numbers = itertools.count(1)

    def say(tried: "Tried") -> None:
        click.echo(f"done: {tried.name}, {next(numbers):,} of {different:,}", err=True)

    found = under_stress(facts, made, drawn, options, processes, say)
    for notice in found.notices:
        click.echo(notice, err=True)
    print_parts(stressed(Plan(effective, made), found, people, whole=as_json), as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")
    if found.interrupted:
        raise click.exceptions.Exit(Exit.INTERRUPTED)
