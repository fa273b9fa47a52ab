"""What was applied to a schedule: history."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import json_option, schedule_argument
from scheduler.showing.printing import print_parts


@click.command("history", short_help="What was applied to a schedule, and why.", epilog=EXIT_CODES)
@schedule_argument
@json_option
def history(schedule: Path, as_json: bool) -> None:
    """List every step applied to SCHEDULE, with its notice and its reason.

    \b
    Example:
      qa-scheduler history autumn.json
    """
    from scheduler.showing.changed.repairs import steps
    from scheduler.storage.versions import history as made

    print_parts([steps(made(schedule))], as_json=as_json)
    say_troubles(schedule)


def say_troubles(schedule: Path) -> None:
    """Say which lines of the history cannot be read or trusted."""
    from scheduler.storage.versions import troubles

    for trouble in troubles(schedule):
        click.echo(trouble, err=True)
