"""Reading an instance for a command: from whatever file it is, with what is odd said on the way."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.instance import Instance
    from scheduler.desk.contacts import Contacts
    from scheduler.desk.planned.judging import Desk


def load_instance(name: str) -> "Instance":
    """The instance of that name, a workbook's too.

    Raises:
        InvalidInput: with every problem found.
    """
    return load_with_contacts(name)[0]


def load_with_contacts(name: str, contacts: Path | None = None) -> "tuple[Instance, Contacts]":
    """The instance of that name, with the names and addresses of a file, else those that its workbook has beside it.

    Raises:
        InvalidInput: with every problem found.
    """
    from scheduler.desk import instances

    facts, known = instances.load_with_contacts(name, look_at)
    if contacts is None:
        return facts, known
    from scheduler.desk.letters.contacts_file import load_contacts

    return facts, load_contacts(contacts)


def open_desk(
    instance: str, workbook: Path, plan: Path | None, contacts: Path | None, on: datetime | None
) -> "tuple[Desk, date]":
    """A plan's workbook with what was typed into it, and the day on which that became known.

    Raises:
        InvalidInput: with everything that is wrong in it; or what was typed needs a day, and there is none.
    """
    from scheduler.desk.doing.typing_over import known_on
    from scheduler.desk.planned.judging import opened

    desk = opened(workbook, *load_with_contacts(instance, contacts), plan)
    for notice in desk.notices:
        look_at(notice)
    return desk, known_on(desk, on.date() if on else None)


def look_at(sentence: str) -> None:
    """Say what is odd in a workbook, and read all the same."""
    click.echo(f"Look at {sentence}", err=True)
