"""States by hand: mark."""

from datetime import datetime
from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, say_notices
from scheduler.cli.folder import settings
from scheduler.cli.options import by_option, instance_argument, json_option, on_option, printable, schedule_argument
from scheduler.showing.printing import print_parts, print_text

_STATES = ("draft", "offered", "accepted", "published", "done")


@click.command("mark", short_help="Say what is published, done or pinned.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("names", nargs=-1, metavar="[PLACE]...")
@click.option("--all", "every", is_flag=True, help="Every review that has a date.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The reviews that begin up to this day."
)
@click.option("--as", "state", type=click.Choice(_STATES), help="How far they have got with those concerned.")
@click.option("--pin/--unpin", "is_pinned", default=None, help="Pin what no repair may move, or let it go again.")
@click.option("--booked/--not-booked", "is_booked", default=None, help="Whether who is there has booked their travel.")
@click.option("--absent/--attended", "is_absent", default=None, help="Who did not come when it was held, or did.")
@click.option("--instead", metavar="PERSON", help="With --absent: who came instead.")
@on_option
@click.option("--why", default="", metavar="TEXT", callback=printable, help="For whoever reads the history.")
@by_option
@json_option
def mark(
    instance: str,
    schedule: Path,
    names: tuple[str, ...],
    every: bool,
    until: datetime | None,
    state: str | None,
    is_pinned: bool | None,
    is_booked: bool | None,
    is_absent: bool | None,
    instead: str | None,
    on: datetime | None,
    why: str,
    by: str,
    as_json: bool,
) -> None:
    """Mark places of SCHEDULE by hand: their state, pins, booked travel, and who was absent. Without marks, list them.

    PLACE is REVIEW (its date, lead and team), REVIEW/slot, REVIEW/lead or REVIEW/PERSON. REVIEW is its id, or the
    host's id or name. What is draft nobody was told. What is done or pinned no repair moves, unless a change names it.
    Who was absent, and who came instead, is said of a review that has begun by the day of --on: accounts, visits and
    experience count it.

    That writes a new version of SCHEDULE: its history keeps the old one, and `undo` brings it back.

    \b
    Examples:
      qa-scheduler mark noe-2018-autumn autumn.json --all --as draft
      qa-scheduler mark noe-2018-autumn autumn.json --until 2018-10-19 --as published
      qa-scheduler mark noe-2018-autumn autumn.json review-136598/slot review-141726/lead --pin
      qa-scheduler mark noe-2018-autumn autumn.json review-136598/R0421 --absent --instead R0100 --on 2018-10-19
    """
    if [bool(names), every, until is not None].count(True) > 1:
        raise click.UsageError("Say which places in one way: PLACE..., --until DATE or --all.")
    if instead is not None and not is_absent:
        raise click.UsageError("--instead says who came for somebody absent: add --absent.")
    from models.planned import State
    from scheduler.changes.marking import Marks
    from scheduler.cli.reading import load_instance
    from scheduler.desk.doing.marking import mark as marked
    from scheduler.storage.histories import history_path
    from scheduler.storage.overwriting import refuse_same

    marks = Marks(State(state) if state else None, is_pinned, is_booked, is_absent, instead)
    if marks.in_words and not (names or every or until):
        raise click.UsageError("Say which places to mark: PLACE..., --until DATE or --all.")
    refuse_same(history_path(schedule), [instance])
    last, day = until.date() if until else None, on.date() if on else None
    done = marked(load_instance(instance), schedule, marks, names, last, on=day, why=why, by=by)
    say_notices(done.notices)
    print_parts(done.parts, as_json=as_json)
    if not as_json and (following := done.following(settings())):
        print_text(following)
