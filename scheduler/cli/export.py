"""A schedule as a workbook to read and to type over: export."""

from pathlib import Path

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.folder import FolderOption, settings
from scheduler.cli.options import contacts_option, force_option, instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_text


@click.command("export", short_help="Write a schedule as a workbook, to read and to type over.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    cls=FolderOption,
    says=lambda known: known.plan_workbook,
    metavar="FILE.xlsx",
    help="Write this.",
)
@contacts_option
@force_option
@json_option
def export(instance: str, schedule: Path, output: Path, contacts: Path | None, force: bool, as_json: bool) -> None:
    """Write SCHEDULE as a workbook: sheet Plan with a row for each seat, and what it comes to, table by table.

    Type over dates, people, states and pins on sheet Plan. Then `check` gives the workbook back with a verdict at each
    cell, and `repair` keeps as many of your edits as can be kept.

    Of a programme it is for reading and printing alone.

    \b
    Examples:
      qa-scheduler export noe-2018-autumn autumn.json -o plan.xlsx
      qa-scheduler export challenge-the-gap-2018 clusters.json -o clusters.xlsx
    """
    from scheduler.cli.reading import load_with_contacts
    from scheduler.desk.doing.exporting import export as exported
    from scheduler.storage import save
    from scheduler.storage.overwriting import refuse_replacing

    refuse_replacing(output, [instance, schedule, contacts], (".xlsx",), force=force)
    if (programme := programmes.programme_named(instance)) is not None:
        programmes.refuse(contacts=contacts)
        programmes.export(programme, schedule, output, as_json=as_json)
        return
    done = exported(*load_with_contacts(instance, contacts), schedule)
    save(output, done.content)
    if as_json:
        print_json(done.as_data(output))
    else:
        print_text(done.following(output, instance, settings()))
