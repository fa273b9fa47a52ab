"""A folder for a term, in which commands need no arguments: init."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import json_option, printable
from scheduler.showing.printing import print_json, print_text


@click.command("init", short_help="Make a folder for a term, in which commands need no arguments.", epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[FOLDER]")
@click.option("--from", "instance", metavar="INSTANCE", help="Begin with this instance, not with an empty workbook.")
@click.option("--by", default="", metavar="NAME", callback=printable, help="Who works in it, for the history.")
@json_option
def init(folder: Path, instance: str | None, by: str, as_json: bool) -> None:
    """Make FOLDER a folder for a term, or the one you are in: a workbook term.xlsx, and settings.

    In it INSTANCE and SCHEDULE may be left out of every command: `solve` writes plan.json, `export` plan.xlsx, `report`
    report.html, `calendar` term.ics, and `publish` the letters into letters-1, letters-2 and so on. Words that are
    there are the last ones a command takes: `reschedule ofsted.json` is about that change, `show other.json` shows
    another plan of the same instance. A first word that is an instance is INSTANCE.

    \b
    Examples:
      qa-scheduler init spring --by "the QA lead"
      qa-scheduler init autumn --from noe-2018-autumn
    """
    from scheduler.desk.folder import SETTINGS, Settings, make_folder

    settings = Settings(by=by)
    make_folder(folder, _workbook(instance), settings)
    if as_json:
        print_json({"folder": str(folder), "written": [settings.instance, SETTINGS]})
        return
    first = "" if folder.resolve() == Path().resolve() else f"Go into {folder}. "
    fill = f"Fill in {settings.instance}, then: qa-scheduler import" if instance is None else "Next: qa-scheduler solve"
    print_text(f"Written: {settings.instance} and {SETTINGS}. {first}{fill}")


def _workbook(instance: str | None) -> bytes:
    """A workbook to fill in, somebody's own as it is, or any instance as one."""
    from scheduler.cli.reading import load_with_contacts
    from scheduler.desk.folder import own_workbook
    from scheduler.desk.workbook.blank import blank_workbook
    from scheduler.desk.workbook.writing import workbook_of

    if instance is None:
        return blank_workbook()
    return own_workbook(Path(instance)) or workbook_of(*load_with_contacts(instance))
