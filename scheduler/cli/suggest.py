"""Who could take a place instead: suggest."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import instance_argument, json_option, schedule_argument, without_option
from scheduler.cli.switching import switched_off
from scheduler.showing.printing import print_parts


@click.command("suggest", short_help="Suggest who could take a seat or a lead.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("seat", metavar="SEAT")
@click.option("--most", metavar="N", type=click.IntRange(1, 50), default=10, help="So many at most.  [default: 10]")
@click.option(
    "--moves", metavar="N", type=click.IntRange(1, 3), default=3, help="Chains of so many moves at most.  [default: 3]"
)
@without_option
@json_option
def suggest(
    instance: str, schedule: Path, seat: str, most: int, moves: int, without: tuple[str, ...], as_json: bool
) -> None:
    """Suggest who could take SEAT instead: the best chains of up to three moves, each with its effect on every goal.

    With --moves 1, everybody is tried who could come without anybody else moving.

    SEAT is REVIEW (its vacant seat), REVIEW/PERSON (that person's seat, or the lead's) or REVIEW/lead. Every suggestion
    passes the checks. Nothing is changed.

    \b
    Examples:
      qa-scheduler suggest noe-2018-autumn autumn.json review-141726/R0713
      qa-scheduler suggest noe-2018-autumn autumn.json review-141726/lead
      qa-scheduler suggest noe-2018-autumn autumn.json review-141726/R0713 --moves 1 --most 50
    """
    from scheduler.cli.reading import load_instance
    from scheduler.desk.doing import asking
    from scheduler.plan import Plan
    from scheduler.storage import load_plan

    plan = Plan(*load_plan(schedule, switched_off(load_instance(instance), without)))
    answer = asking.instead(plan, asking.at(plan, seat), most, moves)
    print_parts(answer.parts, as_json=as_json)
