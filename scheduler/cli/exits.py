"""How a command ends: its exit codes, and refusals in words."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from scheduler.cli.streams import NotWritten
from scheduler.desk.doing.ends import Exit, Nothing, Unfit, Untrue
from scheduler.processes.interrupts import interrupts_raise
from scheduler.showing.printing import print_message, print_text, refusal_text

__all__ = ["EXIT_CODES", "Exit", "refusals_in_words", "say_notices", "wrong_usage"]


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

    That is wrong input, an interrupt, an output that cannot be written, and a search that came to nothing.
    """
    try:
        with interrupts_raise(signal.SIGINT, signal.SIGTERM):
            yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Nothing as nothing:
        _say_nothing(nothing)
        raise click.exceptions.Exit(nothing.exit) from None
    except Exception as error:
        print_message(_in_words(error))
        raise click.exceptions.Exit(Exit.WRONG_INPUT) from None
    except KeyboardInterrupt:
        print_message("Interrupted.")
        raise click.exceptions.Exit(Exit.INTERRUPTED) from None


@contextmanager
def wrong_usage(option: str = "") -> Iterator[None]:
    """While this lasts, what does not fit is wrong usage. option: which one it is about."""
    try:
        yield
    except Unfit as error:
        raise click.UsageError(f"{option} {error}".strip()) from None


def say_notices(notices: Iterable[str]) -> None:
    """Say what the user should know beside an answer, each once."""
    for notice in dict.fromkeys(notices):
        print_message(notice)


def _say_nothing(nothing: Nothing) -> None:
    """Why nothing came of it: an answer to what was asked, but a failure of ours is none."""
    reasons = [f"- {reason}" for reason in nothing.reasons]
    say_notices(nothing.notices)
    if isinstance(nothing, Untrue):
        print_message("\n".join([nothing.said, *reasons]))
        return
    print_text(nothing.said)
    for reason in reasons:
        print_message(reason)


def _in_words(error: Exception) -> str:
    """What the user is told; an error in the program itself is raised again."""
    from models.problem import InvalidInput

    if isinstance(error, InvalidInput):
        return refusal_text(error)
    if isinstance(error, NotWritten):
        return f"Standard output cannot be written ({error}). Write to a file or pipe that takes all of it."
    raise error
