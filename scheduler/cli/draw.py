"""Drawing an allocation of a trial by lot: draw."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import force_option, instance_argument, json_option
from scheduler.cli.programmes import programme_named
from scheduler.showing.printing import print_json, print_parts, print_text


@click.command("draw", short_help="Draw an allocation of a trial by lot.", epilog=EXIT_CODES)
@instance_argument
@click.argument("best", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File for the allocation (.json).")
@click.option("--audit", required=True, type=click.Path(path_type=Path), help="File for its audit (.json).")
@click.option(
    "--seed", metavar="N", required=True, type=click.IntRange(min=0), help="Where chance begins: fix it beforehand."
)
@force_option
@json_option
def draw(instance: str, best: Path, output: Path, audit: Path, seed: int, force: bool, as_json: bool) -> None:
    """Draw one allocation of the trial INSTANCE by lot, and write it, checked, with its audit.

    BEST is an allocation with the least imbalance, as solve has proven it. Each allocation that keeps every rule and
    whose imbalance is at most the policy's threshold has the same chance. The same seed draws the same on every
    machine. What was drawn stands: its files are written over only with --force.

    \b
    Example:
      qa-scheduler solve eal-trial-2018 -o best.json
      qa-scheduler draw eal-trial-2018 best.json -o allocation.json --audit audit.json --seed 20181128
    """
    from scheduler.desk.programmes.drawing import draw as drawn
    from scheduler.storage.programmes import load_plan

    facts = programme_named(instance)
    if facts is None:
        raise click.UsageError("draw is for trials; INSTANCE is of a term.")
    found = drawn(*load_plan(best, facts), output, audit, seed, reads=[instance, best], force=force)
    if as_json:
        print_json(found.as_data())
    else:
        print_parts(found.parts)
        print_text(f"Written to {output}, and its audit to {audit}. Every rule was checked before.")
