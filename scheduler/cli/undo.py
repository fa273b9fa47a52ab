"""The versions of a schedule: undo, history, tell, diff."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_parts, print_text


@click.command("undo", short_help="Take the last step back.", epilog=EXIT_CODES)
@schedule_argument
@json_option
def undo(schedule: Path, as_json: bool) -> None:
    """Take back the last step applied to SCHEDULE: the file is again, byte for byte, what it was before.

    \b
    Example:
      qa-scheduler undo autumn.json
    """
    from scheduler.storage.versions import undo as take_back

    step = take_back(schedule)
    if as_json:
        print_json({"step": step.number, "undoes": step.undoes, "written": str(schedule)})
    else:
        print_text(f"Step {step.undoes} is taken back: {schedule} is what it was before.")


@click.command("history", short_help="What was applied to a schedule, and why.", epilog=EXIT_CODES)
@schedule_argument
@json_option
def history(schedule: Path, as_json: bool) -> None:
    """List every step applied to SCHEDULE, with its notice and its reason.

    \b
    Example:
      qa-scheduler history autumn.json
    """
    from scheduler.showing.repairs import steps
    from scheduler.storage.versions import history as made

    print_parts([steps(made(schedule))], as_json=as_json)


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
    from scheduler.showing.repairs import who_to_tell
    from scheduler.showing.table import as_csv as written
    from scheduler.storage import load_instance, load_plan

    if as_csv and as_json:
        raise click.UsageError("--csv or --json, not both.")
    table = who_to_tell(*load_plan(schedule, load_instance(instance)))
    if as_csv:
        print_text(written(table))
    else:
        print_parts([table], as_json=as_json)


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
    from scheduler.showing.repairs import differing
    from scheduler.storage.schedules import read_schedule

    print_parts(differing(*differences(read_schedule(before), read_schedule(after))), as_json=as_json)
