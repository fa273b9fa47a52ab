"""Journeys by road: travel."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import finite, force_option, instance_argument, json_option
from scheduler.showing.printing import print_json, print_message, print_text

if TYPE_CHECKING:
    from models.instance import Instance


@click.command(short_help="Count journeys by road or in minutes.", epilog=EXIT_CODES)
@instance_argument
@click.option("--osrm", metavar="URL", help="Measure all journeys with this OSRM server, and write them as CSV.")
@click.option(
    "--matrix", type=click.Path(path_type=Path), metavar="FILE.csv", help="Journeys: from, to, minutes, km; ids."
)
@click.option("--by", type=click.Choice(["road", "minutes"]), help="Of a matrix, what journeys count.  [default: road]")
@click.option(
    "--straight-factor",
    type=click.FloatRange(0.1, 10),
    metavar="N",
    callback=finite,
    help="Of a matrix: what a straight km counts where a journey is missing.  [default: as in the policy]",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", required=True, help="Write it there.")
@click.option("--at-once", type=click.IntRange(1, 5_000), default=50, help="Homes, and hosts, in one question.  [50]")
@click.option("--cache", type=click.Path(path_type=Path), metavar="FOLDER", help="Where the server's answers are kept.")
@json_option
@force_option
def travel(
    instance: str,
    osrm: str | None,
    matrix: Path | None,
    by: Literal["road", "minutes"] | None,
    straight_factor: float | None,
    output: Path,
    at_once: int,
    cache: Path | None,
    as_json: bool,
    force: bool,
) -> None:
    """Measure the journeys of INSTANCE with a server, or write INSTANCE with journeys that were measured.

    Goals, and km wherever they are shown, then count these journeys; what rules say of great-circle km stays. A journey
    that is missing counts its straight km times a factor; every report says how many do.

    \b
    Examples:
      qa-scheduler travel spring.xlsx --osrm http://localhost:5000 -o spring.travel.csv
      qa-scheduler travel spring.json --matrix spring.travel.csv --by minutes -o spring-minutes.json
    """
    from scheduler.cli.reading import load_instance

    if (osrm is None) == (matrix is None):
        raise click.UsageError("Say where journeys come from: --osrm URL, or --matrix FILE.csv.")
    if osrm is not None and (by is not None or straight_factor is not None):
        raise click.UsageError("--by and --straight-factor are for --matrix: leave them out.")
    done = (
        _measure(load_instance(instance), instance, osrm, output, cache, at_once, force=force)
        if osrm is not None
        else _count(load_instance(instance), instance, matrix or Path(), output, by or "road", straight_factor)
    )
    if as_json:
        print_json({"written": str(output), "said": done})
    else:
        print_text(f"{done} Written to {output}.")


def _measure(
    facts: "Instance", instance: str, url: str, output: Path, cache: Path | None, at_once: int, *, force: bool
) -> str:
    from scheduler.desk.travel.counting import homes, hosts
    from scheduler.desk.travel.matrix_file import csv_of
    from scheduler.desk.travel.osrm import Server
    from scheduler.storage import save
    from scheduler.storage.overwriting import refuse_replacing
    from scheduler.words import count

    refuse_replacing(output, [instance, cache], (".csv",), force=force)
    kept = cache or Path(click.get_app_dir("qa-scheduler")) / "osrm"
    start, end = tuple(homes(facts)), tuple(hosts(facts))
    found = Server(url, kept, at_once).measured(start, end)
    save(output, csv_of(found))
    missing = len(start) * len(end) - len(found)
    return f"{count(len(found), 'journey')} measured; {missing:,} without a road."


def _count(
    facts: "Instance", instance: str, matrix: Path, output: Path, by: Literal["road", "minutes"], factor: float | None
) -> str:
    from scheduler.desk.travel.counting import counting, coverage
    from scheduler.desk.travel.matrix_file import read_matrix
    from scheduler.storage import dumps, save
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting

    refuse_overwriting(output, Kind.INSTANCE, [instance, matrix])
    read = read_matrix(matrix, (*facts.school_by_id, *facts.lead_by_id))
    counted = counting(facts, read.matrix, by, factor)
    save(output, dumps(counted))
    if read.note:
        print_message(read.note)
    return coverage(counted)
