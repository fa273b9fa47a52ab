"""What goes without a schedule: the rules in force, the form of the files: rules, schema."""

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import json_option, without_option
from scheduler.cli.switching import policy_without
from scheduler.showing.printing import print_json, print_parts


@click.command("rules", short_help="List rules and goals with their numbers.", epilog=EXIT_CODES)
@click.argument("instance", metavar="[INSTANCE]", required=False)
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

    if instance is None:
        policy = policy_without(Policy(), without)
    else:
        from scheduler.storage import load_instance

        policy = policy_without(load_instance(instance).policy, without)
    print_parts([rules_table(policy), goals_in_order(policy)], as_json=as_json)


@click.command("schema", short_help="Print the JSON Schema of the files.", epilog=EXIT_CODES)
@click.argument("kind", type=click.Choice(["instance", "schedule", "changes"]), default="instance")
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: a schema always is JSON.")
def schema(kind: str, as_json: bool) -> None:
    """Print the JSON Schema of an instance (or of a schedule, or of changes).

    \b
    Example:
      qa-scheduler schema instance > instance.schema.json
    """
    from models.base import Fact
    from models.change import Changes
    from models.instance import Instance
    from models.schedule import Schedule

    models: dict[str, type[Fact]] = {"instance": Instance, "schedule": Schedule, "changes": Changes}
    content = models[kind].model_json_schema()
    content["required"] = ["format", *content["required"]]
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | content)
