"""Who must be told of a repair: tell."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_data, print_parts


@click.command("tell", short_help="Who must be told of a repair.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets.")
@json_option
def tell(instance: str, schedule: Path, as_csv: bool, as_json: bool) -> None:
    """List who must be told of the last repair applied to SCHEDULE: what changed for them, and why.

    \b
    Example:
      qa-scheduler tell noe-2018-autumn autumn.json --csv
    """
    from scheduler.cli.reading import load_instance
    from scheduler.showing.changed.repairs import who_to_tell
    from scheduler.showing.table import as_csv as written
    from scheduler.storage import load_plan

    if as_csv and as_json:
        raise click.UsageError("--csv or --json, not both.")
    table = who_to_tell(*load_plan(schedule, load_instance(instance)))
    if as_csv:
        print_data(written(table))
    else:
        print_parts([table], as_json=as_json)
