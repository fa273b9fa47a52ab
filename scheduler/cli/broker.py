"""Supporters for schools, by what they work on: broker."""

from pathlib import Path

import click

from scheduler.cli.directory import csv_option, read_schools, write_csv
from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import force_option, instance_argument, json_option, plan_argument
from scheduler.showing.printing import print_parts


@click.command(short_help="Find schools supporters for what they work on.", epilog=EXIT_CODES)
@instance_argument
@plan_argument
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Only for this area (repeatable).  [default: all]")
@click.option("--within", metavar="KM", help="How far away a supporter may be.  [default: as the policy for reviewers]")
@click.option("--per-supporter", metavar="N", help="How many places a school supports at most.  [default: 2]")
@csv_option
@json_option
@force_option
def broker(
    instance: str,
    schedule: Path | None,
    areas: tuple[str, ...],
    within: str | None,
    per_supporter: str | None,
    output: Path | None,
    as_json: bool,
    force: bool,
) -> None:
    """Find every school of INSTANCE a supporter for each area that it works on: strong in it, of another hub, in reach.

    As many as possible have one, then the km are the fewest; both are proven. Who has none is told why. A place is one
    school with one area that it works on, so that a school may have several supporters, one for each area.

    \b
    Examples:
      qa-scheduler broker noe-2018-autumn --within 60
      qa-scheduler broker noe-2018-autumn --area literacy --area mathematics --per-supporter 3 -o support.csv
    """
    from scheduler.desk.doing.directory import supporters
    from scheduler.directory.tables import all_places, brokered_parts

    found = supporters(read_schools(instance, schedule, output, force), areas, within or "", per_supporter or "")
    print_parts(brokered_parts(found), as_json=as_json)
    write_csv(output, all_places(found))
