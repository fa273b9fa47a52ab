"""One HTML file that says all of a schedule: report."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.folder import FolderOption
from scheduler.cli.options import (
    contacts_option,
    force_option,
    instance_argument,
    json_option,
    means_options,
    schedule_argument,
    workers_option,
)
from scheduler.showing.printing import print_json, print_message, print_text

if TYPE_CHECKING:
    from models.instance import Instance
    from models.schedule import Schedule
    from scheduler.explaining.sparing import Sparing
    from scheduler.processes.means import Means


@click.command("report", short_help="Write a schedule as one HTML file: calendar, map, fairness.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    cls=FolderOption,
    says=lambda _: "report.html",
    help="The HTML file.",
)
@click.option(
    "--spare",
    "most",
    type=click.IntRange(0, 50),
    metavar="N",
    default=0,
    help="Say of the N furthest journeys what it would cost others to spare them.  [default: 0]",
)
@click.option(
    "--explain",
    type=click.IntRange(0),
    metavar="N",
    default=3,
    help="Say of N reviews that lack somebody why nobody can come.  [default: 3]",
)
@click.option(
    "--beside-groups",
    "others",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Of a programme: other groups of it, shown beside GROUPS on a second map, with their figures.",
)
@contacts_option
@workers_option
@means_options
@force_option
@json_option
def report(
    instance: str,
    schedule: Path,
    output: Path,
    most: int,
    explain: int,
    others: Path | None,
    contacts: Path | None,
    workers: int | None,
    means: "Means",
    force: bool,
    as_json: bool,
) -> None:
    """Write all that is known of SCHEDULE into one HTML file, which needs no network and prints well.

    It has the indicators beside the 2018 report's, a calendar, a map, who reviews whom, what everybody travels, what is
    missing and why, and what is proven. People's names stand beside their ids where the workbook, or --contacts, has
    them: the file is then as private as the workbook. --spare solves once for each journey, some seconds for a term;
    Ctrl-C writes what is known by then.

    Of a programme it has a map of the groups, with what they come to and ask of whom.

    \b
    Examples:
      qa-scheduler report noe-2018-autumn autumn.json -o report.html
      qa-scheduler report noe-2018-autumn autumn.json -o report.html --spare 5 --force
    """
    from scheduler.cli.reading import load_with_contacts
    from scheduler.desk.report.page import report as page
    from scheduler.plan import Plan
    from scheduler.storage import load_plan, save
    from scheduler.storage.overwriting import refuse_replacing

    refuse_replacing(output, [instance, schedule, contacts, others], (".html", ".htm"), force=force)
    if (programme := programmes.programme_named(instance)) is not None:
        programmes.refuse(spare=most, contacts=contacts)
        programmes.report(programme, schedule, output, others, as_json=as_json)
        return
    if others is not None:
        raise click.UsageError("--beside-groups is for programmes; INSTANCE is of a term.")
    facts, known = load_with_contacts(instance, contacts)
    effective, made = load_plan(schedule, facts)
    found = _sparing(facts, made, most, workers, means)
    plan = Plan(effective, made)
    content = page(plan, found.found, explain, known).encode()
    save(output, content)
    for notice in found.notices:
        print_message(notice)
    if as_json:
        spared = sum(one.repair is not None for one in found.found)
        print_json({"written": str(output), "bytes": len(content), "reviews": len(plan.held), "spared": spared})
    else:
        print_text(f"Written to {output} ({len(content) / 1_000_000:.1f} MB). Open it in a browser.")
        if not most:
            print_text("Add --spare 5 to say what it would cost others to spare the furthest journeys.")
    if found.interrupted:
        print_message("Interrupted: the report says what was known by then.")
        raise click.exceptions.Exit(Exit.INTERRUPTED)


def _sparing(instance: "Instance", schedule: "Schedule", most: int, workers: int | None, means: "Means") -> "Sparing":
    from scheduler.explaining.sparing import Sparing, sparing
    from scheduler.showing.progress import counted
    from scheduler.solvers.options import in_processes

    if not most:
        return Sparing(())
    processes, options = in_processes(most, 0.0, workers, deterministic=True, means=means)
    with counted(most) as say:
        return sparing(instance, schedule, most, options, processes, say)
