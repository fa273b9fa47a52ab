"""A workbook as an instance, or everything that is wrong in it: import."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.folder import FolderArgument, settings
from scheduler.cli.options import force_option, json_option
from scheduler.showing.printing import print_json, print_message, print_parts, print_text


@click.command("import", short_help="Read a workbook, and say all that is wrong in it.", epilog=EXIT_CODES)
@click.argument(
    "workbook",
    cls=FolderArgument,
    says=lambda known: known.instance,
    type=click.Path(path_type=Path),
    metavar="WORKBOOK",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the instance to FILE."
)
@click.option("--check", "only_check", is_flag=True, help="Only say what is wrong; change nothing.")
@click.option(
    "--marked-copy",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Write a copy of the workbook with every problem at its cell.",
)
@json_option
@force_option
def import_(
    workbook: Path, output: Path | None, only_check: bool, marked_copy: Path | None, as_json: bool, force: bool
) -> None:
    """Read WORKBOOK, of a term or of a programme: an .xlsx, or a folder with a CSV file a sheet.

    Every problem of all sheets is said at once.

    \b
    Examples:
      qa-scheduler import spring.xlsx --check --marked-copy marked.xlsx
      qa-scheduler import spring.xlsx -o spring.json
    """
    from scheduler.desk.doing.importing import read
    from scheduler.desk.programmes.instances import is_of_a_programme
    from scheduler.desk.workbook.files.kinds import ending_of_copy
    from scheduler.storage import dumps, save
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting, refuse_replacing

    if output is None and not only_check and marked_copy is None and settings() is None:
        raise click.UsageError("Say where to write the instance: -o FILE.json; or only look: --check.")
    if only_check and output is not None:
        raise click.UsageError("--check changes nothing: leave out -o, or --check.")
    if output is not None:
        refuse_overwriting(output, Kind.PROGRAMME if is_of_a_programme(workbook) else Kind.INSTANCE, [workbook])
    if marked_copy is not None:
        refuse_replacing(marked_copy, [workbook], (ending_of_copy(workbook),), force=force)
    found = read(workbook)
    if as_json:
        print_json(found.as_data())
    else:
        print_parts(found.parts)
    if marked_copy is not None:
        copy, lost = found.marked_copy()
        save(marked_copy, copy)
        print_message(" ".join((f"The marked copy is {marked_copy}.", *lost)))
    if found.instance is None:
        raise click.exceptions.Exit(Exit.WRONG_INPUT)
    if output is not None:
        save(output, dumps(found.instance))
        if not as_json:
            print_text(f"Written to {output}.")
