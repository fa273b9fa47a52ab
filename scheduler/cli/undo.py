"""Taking the last step back: undo."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.history import say_troubles
from scheduler.cli.options import by_option, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_text


@click.command("undo", short_help="Take the last step back.", epilog=EXIT_CODES)
@schedule_argument
@click.option(
    "--to",
    "number",
    type=click.IntRange(min=0),
    metavar="STEP",
    help="Bring back what this step of the history left; 0: what was there before the first.",
)
@by_option
@json_option
def undo(schedule: Path, number: int | None, by: str, as_json: bool) -> None:
    """Take back the last step applied to SCHEDULE: the file is again, byte for byte, what it was before.

    Letters cannot be called back: what people were told since stays in the file, and `publish` tells those whose line
    differs from it. With --to, any version of before is brought back, as a new step.

    \b
    Examples:
      qa-scheduler undo autumn.json
      qa-scheduler undo autumn.json --to 2
    """
    from scheduler.desk.doing.undoing import bring_back
    from scheduler.desk.doing.undoing import undo as take_back

    say_troubles(schedule)
    undone = take_back(schedule, by) if number is None else bring_back(schedule, number, by)
    if as_json:
        print_json(undone.as_data())
    else:
        print_text(undone.words)
