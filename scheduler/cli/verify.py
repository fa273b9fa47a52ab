"""A proof of a plan, verified: verify."""

from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import instance_argument, json_option, schedule_argument
from scheduler.showing.printing import print_json, print_text


@click.command("verify", short_help="Verify a proof of a plan.", epilog=EXIT_CODES)
@instance_argument
@schedule_argument
@click.argument("proof", type=click.Path(path_type=Path), metavar="PROOF")
@json_option
def verify(instance: str, schedule: Path, proof: Path, as_json: bool) -> None:
    """Verify PROOF (see `certify`): every rule is checked, and each goal's bound added up over all decisions.

    It says of each goal that it is VERIFIED, or where the plan's claim goes further than the proof. The same by itself,
    with Python alone: python verify.py INSTANCE SCHEDULE PROOF; see docs/proofs.md.

    \b
    Example:
      qa-scheduler verify noe-2018-autumn autumn.json proof.json
    """
    from scheduler.desk.doing import proving

    sentences = proving.verify(instance, schedule, proof)
    if as_json:
        print_json({"verified": list(sentences)})
    else:
        print_text("\n".join(sentences))
