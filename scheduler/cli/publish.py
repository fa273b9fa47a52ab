"""Letters to those whose own line has changed: publish."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES, say_notices
from scheduler.cli.folder import FolderOption
from scheduler.cli.options import by_option, contacts_option, instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_parts, print_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.desk.doing.telling import Published
    from scheduler.desk.folder import Settings


def _next_letters(known: "Settings") -> str:
    from scheduler.storage.folders import new_folder

    return str(new_folder(Path(known.plan), "letters"))


@click.command("publish", short_help="Write letters to those whose own line has changed.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the letters.  [default: the notice of the last change]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    cls=FolderOption,
    says=_next_letters,
    metavar="FOLDER",
    help="A new folder for the letters.",
)
@click.option("--all", "everyone", is_flag=True, help="Write to everybody, also to those for whom nothing has changed.")
@click.option("--dry-run", is_flag=True, help="Only list who would be told what.")
@contacts_option
@click.option(
    "--from",
    "sender",
    cls=FolderOption,
    says=lambda known: known.sender,
    default="",
    metavar="EMAIL",
    help="Your own e-mail address, for the letters.",
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    cls=FolderOption,
    says=lambda known: known.templates,
    metavar="FOLDER",
    help="Your own templates, for those in it.",
)
@click.option(
    "--write-templates",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Only write our templates into a new folder, for you to change.",
)
@by_option
@json_option
def publish(
    instance: str,
    schedule: Path,
    on: datetime | None,
    output: Path | None,
    everyone: bool,
    dry_run: bool,
    contacts: Path | None,
    sender: str,
    templates: Path | None,
    write_templates: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Write letters to just those whose own line in SCHEDULE differs from what they were last told.

    That is a draft of an e-mail for each, with calendar files, a list for a mail merge, and a cover sheet. What
    everybody was told is kept in SCHEDULE: `undo` does not take it back, for letters cannot be called back. What is a
    draft (see `mark`) nobody is told. Of a programme it is the same, with groups in place of a schedule: each day is
    an event of somebody's calendar, which a later letter changes or cancels.

    \b
    Examples:
      qa-scheduler publish noe-2018-autumn autumn.json --on 2018-09-03 --dry-run
      qa-scheduler publish noe-2018-autumn autumn.json --on 2018-09-03 --contacts contacts.csv
      qa-scheduler publish noe-2018-autumn autumn.json --all -o everybody
    """
    if write_templates is not None:
        _write_templates(write_templates, as_json)
        return
    if sender:
        from scheduler.desk.letters.plain import refuse_address

        refuse_address("--from", sender)
    day = on.date() if on else None
    publisher = programmes.publisher if programmes.is_of_one(instance) else _publisher
    from scheduler.storage.histories import history_path
    from scheduler.storage.overwriting import refuse_same

    refuse_same(history_path(schedule), [instance, contacts])
    if output is not None:
        refuse_same(output, [instance, schedule, contacts])
    done = publisher(instance, contacts)(
        schedule,
        output,
        day,
        sender=sender,
        templates=templates,
        everyone=everyone,
        dry_run=dry_run,
        by=by,
    )
    say_notices(done.notices)
    if as_json:
        print_json(done.as_data())
    else:
        print_parts(done.parts)
        print_text(done.following)


def _publisher(instance: str, contacts: Path | None) -> "Callable[..., Published]":
    from scheduler.cli.reading import load_with_contacts
    from scheduler.desk.doing.telling import publish

    return partial(publish, *load_with_contacts(instance, contacts))


def _write_templates(folder: Path, as_json: bool) -> None:
    from scheduler.desk.letters.templating import Templates
    from scheduler.storage.folders import save_folder

    save_folder(folder, Templates.built_in())
    if as_json:
        print_json({"written": str(folder)})
    else:
        print_text(f"Written to {folder}. Change what you like, remove the others, and use --templates {folder}.")
