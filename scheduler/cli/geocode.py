"""Missing places of schools and leads: geocode."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import force_option, json_option
from scheduler.showing.printing import print_message, print_parts

_CACHE = "places.json"


@click.command(short_help="Fill in places of schools and leads from postcodes.", epilog=EXIT_CODES)
@click.argument("workbook", type=click.Path(path_type=Path), metavar="WORKBOOK")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.xlsx", required=True, help="Write the copy there."
)
@click.option("--online", is_flag=True, help="Ask a server on the network for what the postcodes leave open.")
@click.option("--server", metavar="URL", help="A Nominatim server of your own.  [default: OpenStreetMap's]")
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="Where answers of the server are kept.  [default: in your own settings]",
)
@json_option
@force_option
def geocode(
    workbook: Path, output: Path, online: bool, server: str | None, cache: Path | None, as_json: bool, force: bool
) -> None:
    """Fill in latitude and longitude where sheets Schools and Leads of WORKBOOK lack them, in a copy, by postcode.

    No network is needed: the postcode directory is installed with the extra "places". What is typed stays, and is
    compared. With --online, what is left is asked of a server: a school's name, authority and postcode, of leads the
    postcode alone.

    \b
    Examples:
      qa-scheduler geocode spring.xlsx -o placed.xlsx
      qa-scheduler geocode spring.xlsx -o placed.xlsx --online
    """
    from scheduler.desk.places import online as nominatim
    from scheduler.desk.places.geocoding import geocoded
    from scheduler.desk.places.postcodes import LICENCE, Directory
    from scheduler.desk.workbook.files.kinds import ending_of_copy
    from scheduler.desk.workbook.filling import lines_table, summary
    from scheduler.storage import save
    from scheduler.storage.overwriting import refuse_replacing

    if (server or cache) and not online:
        raise click.UsageError("--server and --cache are for --online: add it, or leave them out.")
    refuse_replacing(output, [workbook, cache], (ending_of_copy(workbook),), force=force)
    kept = cache or Path(click.get_app_dir("qa-scheduler")) / _CACHE
    service = nominatim.Service(kept, server or nominatim.SERVER) if online else None
    found = geocoded(workbook, Directory(), service)
    save(output, found.content)
    print_parts([lines_table(found.lines), summary(found.lines)], as_json=as_json)
    for note in (*found.notes, f"The copy is {output}.", LICENCE, *([nominatim.LICENCE] if online else [])):
        print_message(note)
