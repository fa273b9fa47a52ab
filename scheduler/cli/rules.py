"""The rules and goals in force: rules."""

import click

from scheduler.cli import programmes
from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.folder import FolderArgument
from scheduler.cli.options import json_option, without_option
from scheduler.cli.switching import policy_without
from scheduler.showing.printing import print_parts


@click.command("rules", short_help="List rules and goals with their numbers.", epilog=EXIT_CODES)
@click.argument("instance", cls=FolderArgument, says=lambda known: known.instance, metavar="[INSTANCE]", required=False)
@without_option
@json_option
def rules(instance: str | None, without: tuple[str, ...], as_json: bool) -> None:
    """List all rules and goals with the numbers in force: the usual ones, or those of INSTANCE.

    \b
    Example:
      qa-scheduler rules noe-2018-autumn
    """
    from models.policy import Policy
    from scheduler.showing.reports import goals_in_order, rules_table

    if instance is not None and (programme := programmes.programme_named(instance, without)) is not None:
        programmes.rules(programme, as_json=as_json)
        return
    if instance is None:
        policy = policy_without(Policy(), without)
    else:
        from scheduler.cli.reading import load_instance

        policy = policy_without(load_instance(instance).policy, without)
    print_parts([rules_table(policy), goals_in_order(policy)], as_json=as_json)
