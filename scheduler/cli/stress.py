"""Drawn cancellations: stress."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import (
    finite,
    instance_argument,
    json_option,
    repair_deterministic_option,
    repair_time_option,
    schedule_argument,
    side_by_side,
    workers_option,
)
from scheduler.showing.printing import print_message, print_parts, print_text


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
    Ctrl-C shows what is known so far.

    \b
    Examples:
      qa-scheduler stress noe-2018-autumn autumn.json --runs 10
      qa-scheduler stress noe-2018-autumn autumn.json --runs 10 --people 4 --notice-days 14
    """
    from scheduler.cli.reading import load_instance
    from scheduler.plan import Plan
    from scheduler.repairs.stressing import Chances, draw
    from scheduler.repairs.stressing import stress as under_stress
    from scheduler.showing.progress import counted
    from scheduler.showing.stressed import stressed
    from scheduler.storage import load_plan

    facts = load_instance(instance)
    effective, made = load_plan(schedule, facts)
    drawn = draw(made, Chances(cancelled_percent, incomplete_percent, notice_days), seed, runs)
    different = len({change for run in drawn for change in run})
    processes, options = side_by_side(different, time_limit_seconds, workers, deterministic)
    with counted(different) as say:
        found = under_stress(facts, made, drawn, options, processes, lambda tried: say(tried.name))
    for notice in found.notices:
        print_message(notice)
    print_parts(stressed(Plan(effective, made), found, people, whole=as_json), as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")
    if found.interrupted:
        print_message("Interrupted: what was not tried counts as not proven.")
        raise click.exceptions.Exit(Exit.INTERRUPTED)
