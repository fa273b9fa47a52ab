"""Drawn cancellations: stress."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES, Exit, say_notices
from scheduler.cli.options import (
    finite,
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
@means_options
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
    means: "Means",
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
    from scheduler.desk.doing.stressing import STOPPED, different
    from scheduler.desk.doing.stressing import stress as strained
    from scheduler.repairs.stressing import Chances, draw
    from scheduler.showing.progress import counted
    from scheduler.storage import load_schedule

    facts = load_instance(instance)
    made = load_schedule(schedule, facts)
    drawn = draw(made, Chances(cancelled_percent, incomplete_percent, notice_days), seed, runs)
    with counted(different(drawn)) as say:
        done = strained(
            facts,
            made,
            drawn,
            people,
            time_limit_seconds,
            workers,
            lambda tried: say(tried.name),
            deterministic=deterministic,
            means=means,
        )
    say_notices(done.found.notices)
    print_parts(done.parts(whole=as_json), as_json=as_json)
    if not as_json:
        print_text("Nothing is changed.")
    if done.found.interrupted:
        print_message(STOPPED)
        raise click.exceptions.Exit(Exit.INTERRUPTED)
