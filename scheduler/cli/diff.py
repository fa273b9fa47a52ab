"""What differs between two schedules: diff."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import json_option
from scheduler.showing.printing import print_parts


@click.command("diff", short_help="What differs between two schedules.", epilog=EXIT_CODES)
@click.argument("before", type=click.Path(path_type=Path), metavar="A")
@click.argument("after", type=click.Path(path_type=Path), metavar="B")
@json_option
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Say what differs between the schedules A and B, by review and by person: date moved, person swapped, new, lost.

    \b
    Example:
      qa-scheduler diff autumn.json autumn-2.json
    """
    from scheduler.changes.differences import differences
    from scheduler.showing.changed.repairs import differing
    from scheduler.storage.schedules import read_schedule

    print_parts(differing(*differences(read_schedule(before), read_schedule(after)), None), as_json=as_json)
