"""A plan's workbook typed over: as many edits as can be kept, and the rest repaired around them: repair."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.folder import FolderArgument, settings
from scheduler.cli.history import say_troubles
from scheduler.cli.options import (
    by_option,
    contacts_option,
    instance_argument,
    json_option,
    on_option,
    plan_option,
    repair_deterministic_option,
    repair_time_option,
    workers_option,
)
from scheduler.processes.cores import cores
from scheduler.showing.printing import print_message, print_parts, print_text

if TYPE_CHECKING:
    from scheduler.desk.planned.judging import Desk
    from scheduler.explaining.edits import Kept
    from scheduler.showing.table import Table


@click.command("repair", short_help="Keep what was typed into a plan's workbook.", epilog=EXIT_CODES)
@instance_argument
@click.argument(
    "workbook",
    cls=FolderArgument,
    says=lambda known: known.plan_workbook,
    type=click.Path(path_type=Path),
    metavar="PLAN.xlsx",
)
@plan_option
@on_option
@by_option
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@contacts_option
@repair_time_option()
@workers_option
@repair_deterministic_option
@json_option
def repair(
    instance: str,
    workbook: Path,
    plan: Path | None,
    on: datetime | None,
    by: str,
    dry_run: bool,
    contacts: Path | None,
    time_limit_seconds: float,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
) -> None:
    """Keep as many of the edits in PLAN.xlsx as can be kept, and repair the rest, telling the fewest people besides.

    That no more can be kept is proven, and what clashes is named. The result is a new version of the plan; its history
    keeps the old one, and `undo` takes it back. Then export it anew.

    \b
    Examples:
      qa-scheduler repair noe-2018-autumn plan.xlsx --on 2018-09-03 --dry-run
      qa-scheduler repair noe-2018-autumn plan.xlsx --on 2018-09-03 --by "the QA lead"
    """
    from scheduler.changes.who_is_told import news
    from scheduler.cli.reading import open_desk
    from scheduler.desk.folder import called
    from scheduler.explaining.in_child import edits_in_child
    from scheduler.showing.edits import kept_in_words
    from scheduler.showing.progress import progress
    from scheduler.showing.repairs import proof, who_to_tell
    from scheduler.solvers.options import Options

    desk, day = open_desk(instance, workbook, plan, contacts, on)
    if not desk.edits:
        _only_marks(desk, dry_run, by, as_json)
        return
    edited = desk.edited(day, by)
    options = Options(
        time_limit_seconds=None if deterministic else time_limit_seconds,
        workers=1 if deterministic else workers or cores(),
        deterministic=deterministic,
    )
    with progress("Ctrl-C ends it; nothing is changed then.") as report:
        ended = edits_in_child(edited, options, report)
    for notice in ended.notices:
        print_message(notice)
    kept = ended.found
    if kept is None or kept.schedule is None:
        print_text("No repair was found. Nothing was changed.")
        raise click.exceptions.Exit(Exit.INTERRUPTED if ended.interrupted else Exit.NOT_FOUND)
    judged = kept.edited.instance
    parts: list[Table | str] = [*kept_in_words(kept), f"The repair around them: {proof(kept.schedule)}."]
    parts.append(who_to_tell(judged, kept.schedule))
    if not dry_run:
        _write(desk, kept, edited.notice, by)
    print_parts(parts, as_json=as_json)
    if not as_json:
        told = len(news(judged, kept.schedule))
        undo = f"To take it back: {called(settings(), 'undo', str(desk.plan))}"
        print_text("Nothing is changed yet." if dry_run else f"Written to {desk.plan}: {told} to tell. {undo}")


def _only_marks(desk: "Desk", dry_run: bool, by: str, as_json: bool) -> None:
    """States, pins and travel alone need no repair."""
    from scheduler.storage import dumps
    from scheduler.storage.versions import commit
    from scheduler.words import count

    said = f"No date, lead or reviewer was typed over; {count(len(desk.typed.marks), 'mark')} typed."
    if desk.typed.marks and not dry_run:
        commit(desk.plan, desk.text, dumps(desk.marked(desk.schedule)), f"typed: {len(desk.typed.marks)} marks", by=by)
    print_parts([said], as_json=as_json)


def _write(desk: "Desk", kept: "Kept", notice: date, by: str) -> None:
    from scheduler.changes.kinds import kind_of, reason
    from scheduler.checking import NotTrue, certify
    from scheduler.storage import dumps
    from scheduler.storage.versions import commit

    assert kept.schedule is not None
    made = desk.marked(kept.schedule)
    try:
        certify(kept.edited.instance, made)
    except NotTrue as error:
        print_message("\n".join(["The repair does not pass the checks, so it is not written:", *error.reasons]))
        raise click.exceptions.Exit(Exit.BREACHES) from None
    why = "; ".join(reason(change) for change in kept.edited.changes if kind_of(change).is_reason)
    what = f"typed over: {len(kept.kept)} of {len(kept.kept) + len(kept.dropped)} edits kept"
    commit(desk.plan, desk.text, dumps(made), what, notice, why, kept.edited.changes, by=by)
    say_troubles(desk.plan)
