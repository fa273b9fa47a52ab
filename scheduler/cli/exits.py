"""How a command ends: its exit codes, and refusals in words."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click

from scheduler.cli.streams import NotWritten
from scheduler.processes.interrupts import interrupts_raise
from scheduler.showing.printing import print_message, refusal_text


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
  2    wrong usage or input, or standard output cannot be written
  3    no schedule possible
  4    nothing found in the time
  130  interrupted (what was found by then is kept, if there is anything)"""


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """While this lasts, what goes wrong from outside ends the command with a message and an exit code of its own.

    That is wrong input, an interrupt, and an output that cannot be written.
    """
    try:
        with interrupts_raise(signal.SIGINT, signal.SIGTERM):
            yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        print_message(_in_words(error))
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None
    except KeyboardInterrupt:
        print_message("Interrupted.")
        raise click.exceptions.Exit(Exit.INTERRUPTED) from None


def _in_words(error: Exception) -> str:
    """What the user is told; an error in the program itself is raised again."""
    from models.problem import InvalidInput

    if isinstance(error, InvalidInput):
        return refusal_text(error)
    if isinstance(error, NotWritten):
        return f"Standard output cannot be written ({error}). Write to a file or pipe that takes all of it."
    raise error
