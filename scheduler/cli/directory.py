"""Schools by area and distance: directory."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import force_option, instance_argument, json_option, plan_argument
from scheduler.showing.printing import print_message, print_parts

if TYPE_CHECKING:
    from models.instance import Instance
    from scheduler.showing.table import Table

csv_option = click.option(
    "-o", "--csv", "output", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write it there as CSV, too."
)


@click.command(short_help="Find schools by area, phase, hub, trust, words and distance.", epilog=EXIT_CODES)
@instance_argument
@plan_argument
@click.option("--area", metavar="AREA", help="Only schools that are strong in this area, or work on it.")
@click.option("--role", metavar="ROLE", help="With --area: strong-in or works-on alone.")
@click.option("--phase", metavar="PHASE", help="Only schools of this phase.")
@click.option("--hub", metavar="HUB", help="Only schools of this hub, by its id or name.")
@click.option("--trust", metavar="TRUST", help="Only schools of this trust.")
@click.option("--near", metavar="PLACE", help="Nearest first: from a school, by id or name, or from a postcode.")
@click.option("--within", metavar="KM", help="With --near: only schools so near.")
@click.option("--words", metavar="WORDS", help="Only schools of which all these words are said.")
@csv_option
@json_option
@force_option
def directory(
    instance: str, schedule: Path | None, output: Path | None, as_json: bool, force: bool, **asked: str | None
) -> None:
    """Find schools of INSTANCE, each with its areas: what it is strong in, and what it works on.

    With SCHEDULE: as its changes left the schools, such as one that joined.

    All that is asked must be so. Km are great circle. Places of postcodes need the extra "places", and no network.

    \b
    Examples:
      qa-scheduler directory noe-2018-autumn --area literacy --phase primary
      qa-scheduler directory noe-2018-autumn --area literacy --role strong-in --near 136598 --within 40
      qa-scheduler directory noe-2018-autumn --near "SW1A 1AA" --words camden -o near.csv
    """
    from scheduler.desk.doing.directory import find

    answer = find(
        read_schools(instance, schedule, output, force),
        {name: value for name, value in asked.items() if value is not None},
    )
    print_parts(answer.parts, as_json=as_json)
    write_csv(output, answer.table)


def read_schools(instance: str, schedule: Path | None, output: Path | None, force: bool) -> "Instance":
    """The facts, as the changes of a schedule left them; before, whether the output may be written."""
    from scheduler.cli.reading import load_instance
    from scheduler.storage import load_plan
    from scheduler.storage.overwriting import refuse_replacing

    if output is not None:
        refuse_replacing(output, [instance, schedule], (".csv",), force=force)
    facts = load_instance(instance)
    return facts if schedule is None else load_plan(schedule, facts)[0]


def write_csv(output: Path | None, table: "Table") -> None:
    """Write a table as CSV, with the mark by which spreadsheets know its letters; None: nowhere."""
    from scheduler.showing.table import as_csv
    from scheduler.storage import save

    if output is not None:
        save(output, as_csv(table).encode("utf-8-sig"))
        print_message(f"Written to {output}.")
