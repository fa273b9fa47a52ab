"""How a command ends: its exit codes, and refusals in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click

from scheduler.processes.interrupts import sigterm_interrupts
from scheduler.showing.printing import refusal_text


class Exit(IntEnum):
    """What the command's exit code means."""

    DONE = 0
    BREACHES = 1
    WRONG_INPUT = 2
    IMPOSSIBLE = 3
    NOT_FOUND = 4
    INTERRUPTED = 130


EXIT_CODES = """\b
Exit codes:
  0    done
  1    breaches found
  2    wrong usage or input
  3    no schedule possible
  4    nothing found in the time
  130  interrupted (the best schedule so far is kept, if there is one)"""


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """While this lasts, wrong input and an interrupt end the command with a message and an exit code of their own."""
    try:
        with sigterm_interrupts():
            yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        from models.problem import InvalidInput

        if not isinstance(error, InvalidInput):
            raise
        click.echo(refusal_text(error), err=True)
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        raise click.exceptions.Exit(Exit.INTERRUPTED) from None
