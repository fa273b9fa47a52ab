"""Taking the last step back: undo."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.history import say_troubles
from scheduler.cli.options import by_option, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_text


@click.command("undo", short_help="Take the last step back.", epilog=EXIT_CODES)
@schedule_argument
@by_option
@json_option
def undo(schedule: Path, by: str, as_json: bool) -> None:
    """Take back the last step applied to SCHEDULE: the file is again, byte for byte, what it was before.

    Letters cannot be called back: what people were told since stays in the file, and `publish` tells those whose line
    differs from it.

    \b
    Example:
      qa-scheduler undo autumn.json
    """
    from scheduler.storage.versions import history
    from scheduler.storage.versions import undo as take_back

    say_troubles(schedule)
    step = take_back(schedule, by=by)
    if as_json:
        print_json({"step": step.number, "undoes": step.undoes, "written": str(schedule)})
    else:
        told = any(one.letters and one.number > (step.undoes or 0) for one in history(schedule))
        but = ", but for what people were told since: publish tells those whose line differs" if told else ""
        print_text(f"Step {step.undoes} is taken back: {schedule} is what it was before{but}.")
