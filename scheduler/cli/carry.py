"""From a finished term to the next: carry."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES, Exit
from scheduler.cli.options import instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_message, print_text


@click.command("carry", short_help="Carry a finished term into the next.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("following", metavar="NEXT")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File for the next instance.")
@json_option
def carry(instance: str, schedule: Path, following: str, output: Path, as_json: bool) -> None:
    """Write the instance NEXT with all that the finished SCHEDULE of INSTANCE leaves to it.

    That is every school's account, visits and experience, and the reviews still to be held: those cancelled with an
    accepted reason have a first claim.

    \b
    Example:
      qa-scheduler carry noe-2018-autumn autumn.json noe-2019-spring -o spring.json
    """
    from scheduler.changes.carry_over import carry_over, left_out
    from scheduler.changes.ledger import first_claims
    from scheduler.checking import check as judged
    from scheduler.cli.reading import load_instance
    from scheduler.storage import dumps, load_plan, parse_instance, save
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting
    from scheduler.words import listed

    refuse_overwriting(output, Kind.INSTANCE, [instance, schedule, following])
    effective, made = load_plan(schedule, load_instance(instance))
    breaches = judged(effective, made).breaches
    if breaches:
        said = "\n".join(f"- {finding.message}" for finding in breaches)
        print_message(f"The schedule breaks rules, so nothing is carried over:\n{said}")
        raise click.exceptions.Exit(Exit.BREACHES)
    text = dumps(carry_over(effective, made, load_instance(following)))
    carried = parse_instance(text, str(output))
    save(output, text)
    claims, unknown = first_claims(effective, made), left_out(made, effective, carried)
    if unknown:
        print_message(f"Not in {following}, so nothing of them is carried over: {listed(unknown)}.")
    if as_json:
        print_json(
            {
                "written": str(output),
                "reviews": len(carried.reviews),
                "first_claims": list(claims),
                "left_out": list(unknown),
            }
        )
    else:
        print_text(f"Written to {output}: {len(carried.reviews):,} reviews, {len(claims)} with a first claim.")
