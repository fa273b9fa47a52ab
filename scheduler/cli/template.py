"""A workbook to fill in, or any instance as one: template."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import force_option, json_option
from scheduler.showing.printing import print_json, print_message, print_text


@click.command("template", short_help="Write a workbook to fill in.", epilog=EXIT_CODES)
@click.argument("workbook", type=click.Path(path_type=Path), metavar="WORKBOOK.xlsx")
@click.option("--from", "instance", metavar="INSTANCE", help="Write this instance, not an empty one.")
@click.option(
    "--programme", metavar="PROGRAMME", help="A workbook to fill in of this programme, such as growing-the-top."
)
@json_option
@force_option
def template(workbook: Path, instance: str | None, programme: str | None, as_json: bool, force: bool) -> None:
    """Write WORKBOOK.xlsx: a term or a programme to fill in, in Excel, or with --from any instance.

    Wherever a command takes an INSTANCE, it takes such a workbook, too, and a folder of its sheets as CSV.

    \b
    Examples:
      qa-scheduler template spring.xlsx
      qa-scheduler template autumn.xlsx --from noe-2018-autumn
      qa-scheduler template trios.xlsx --programme growing-the-top
    """
    from scheduler.cli.programmes import programme_named, write_template
    from scheduler.cli.reading import load_instance
    from scheduler.desk.travel.counting import travel_file
    from scheduler.desk.travel.matrix_file import csv_of, journeys_of
    from scheduler.desk.workbook.blank import blank_workbook
    from scheduler.desk.workbook.writing import workbook_of
    from scheduler.storage import save
    from scheduler.storage.overwriting import refuse_replacing

    if instance is not None and programme is not None:
        raise click.UsageError("--from writes an instance, --programme one to fill in: leave one of them out.")
    refuse_replacing(workbook, [instance], (".xlsx",), force=force)
    of_one = programme_named(instance) if instance is not None else None
    if of_one is not None or programme is not None:
        write_template(workbook, of_one, programme, as_json=as_json)
        return
    facts = load_instance(instance) if instance is not None else None
    if facts is not None and facts.travel is not None:
        refuse_replacing(travel_file(workbook), [instance], (".csv",), force=force)
        save(travel_file(workbook), csv_of(journeys_of(facts.travel)))
        print_message(f"Its journeys are written to {travel_file(workbook)}: keep it beside the workbook.")
    save(workbook, blank_workbook() if facts is None else workbook_of(facts))
    if as_json:
        print_json({"written": str(workbook), "instance": facts.name if facts else None})
    elif facts is None:
        print_text(f"Written to {workbook}: open it in Excel; sheet Start says what to do.")
    else:
        print_text(f"{facts.name} is written to {workbook}. Names of people are in no instance, and so not here.")
