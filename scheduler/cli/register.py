"""Missing facts of schools from the public register: register."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import force_option, json_option
from scheduler.showing.printing import print_message, print_parts


@click.command(short_help="Fill in facts of schools from the public register.", epilog=EXIT_CODES)
@click.argument("workbook", type=click.Path(path_type=Path), metavar="WORKBOOK")
@click.argument("source", type=click.Path(path_type=Path), metavar="REGISTER.csv")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.xlsx", required=True, help="Write the copy there."
)
@click.option(
    "--links", type=click.Path(path_type=Path), metavar="FILE.csv", help="The register's file of links, for successors."
)
@click.option("--refresh", is_flag=True, help="Replace what is typed where the register says otherwise.")
@json_option
@force_option
def register(
    workbook: Path, source: Path, output: Path, links: Path | None, refresh: bool, as_json: bool, force: bool
) -> None:
    """Fill in what sheet Schools of WORKBOOK lacks, by URN, in a copy: name, phase, pupils, trust, authority, place.

    WORKBOOK is an .xlsx, a folder with a CSV a sheet, or a CSV of schools alone. REGISTER.csv is the public register's
    file of all establishments, as it is downloaded. What is typed stays; what differs, has closed or is unknown is
    said row by row. Nobody's name is read.

    \b
    Examples:
      qa-scheduler register spring.xlsx edubasealldata.csv -o filled.xlsx
      qa-scheduler register schools.csv edubasealldata.csv --links links_edubasealldata.csv -o filled.xlsx
    """
    from scheduler.desk.register.filling import LICENCE, registered
    from scheduler.desk.workbook.files.kinds import ending_of_copy
    from scheduler.desk.workbook.filling import lines_table, summary
    from scheduler.storage import save
    from scheduler.storage.overwriting import refuse_replacing

    refuse_replacing(output, [workbook, source, links], (ending_of_copy(workbook),), force=force)
    found = registered(workbook, source, links, refresh=refresh)
    save(output, found.content)
    print_parts([lines_table(found.lines), summary(found.lines)], as_json=as_json)
    for note in (*found.notes, f"The copy is {output}.", LICENCE):
        print_message(note)
