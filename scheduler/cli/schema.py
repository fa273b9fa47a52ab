"""The form of the files: schema."""

from typing import TYPE_CHECKING

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.showing.printing import print_json

if TYPE_CHECKING:
    from models.base import Fact


@click.command("schema", short_help="Print the JSON Schema of the files.", epilog=EXIT_CODES)
@click.argument("kind", type=click.Choice(["instance", "schedule", "changes"]), default="instance")
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: a schema always is JSON.")
def schema(kind: str, as_json: bool) -> None:
    """Print the JSON Schema of an instance (or of a schedule, or of changes).

    \b
    Example:
      qa-scheduler schema instance > instance.schema.json
    """
    from models.change import Changes
    from models.instance import Instance
    from models.schedule import Schedule

    models: dict[str, type[Fact]] = {"instance": Instance, "schedule": Schedule, "changes": Changes}
    content = models[kind].model_json_schema()
    content["required"] = ["format", *content["required"]]
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | content)
