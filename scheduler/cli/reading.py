"""Reading an instance for a command: from whatever file it is, with what is odd said on the way."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.instance import Instance
    from scheduler.desk.contacts import Contacts


def load_instance(name: str) -> "Instance":
    """The instance of that name, a workbook's too.

    Raises:
        InvalidInput: with every problem found.
    """
    return load_with_contacts(name)[0]


def load_with_contacts(name: str) -> "tuple[Instance, Contacts]":
    """The instance of that name, and the names and addresses that its workbook has beside it.

    Raises:
        InvalidInput: with every problem found.
    """
    from scheduler.desk import instances

    return instances.load_with_contacts(name, lambda sentence: click.echo(f"Look at {sentence}", err=True))
