"""A plan's workbook typed over: as many edits as can be kept, and the rest repaired around them: repair."""

from datetime import datetime
from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, say_notices
from scheduler.cli.folder import FolderArgument, settings
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
from scheduler.showing.printing import print_parts, print_text


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
    from scheduler.cli.reading import open_desk
    from scheduler.desk.doing import typing_over
    from scheduler.showing.progress import progress
    from scheduler.solvers.options import repair_options

    desk, day = open_desk(instance, workbook, plan, contacts, on)
    options = repair_options(time_limit_seconds, workers, deterministic=deterministic)
    with progress(typing_over.HINT) as report:
        repaired = typing_over.repair(desk, day, by, options, report, dry_run=dry_run)
    say_notices(repaired.notices)
    print_parts(repaired.parts, as_json=as_json)
    if not as_json and (following := repaired.following(settings())):
        print_text(following)
