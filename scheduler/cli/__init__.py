"""The command line: thin, no logic. Whatever is slow to import is imported in the command that needs it.

`run` is the program, `main` its commands. Nothing is imported here but what the first instants need.
"""

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself would be imported for it
    from types import FrameType

    from scheduler.cli.commands import main

__all__ = ["main", "run"]

_INTERRUPTED = 130  # as in `exits`


def run() -> None:
    """The program `qa-scheduler`. From its first instant on an interrupt ends it with a word and exit code 130."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end)
    from scheduler.cli.commands import main
    from scheduler.cli.streams import mend_streams

    mend_streams()
    try:
        main()
    except SystemExit as end:
        if end.code == _INTERRUPTED:  # an interrupt while a library runs a text of code makes Python end by the signal
            os._exit(_INTERRUPTED)
        raise


def __getattr__(name: str) -> object:
    """`main` is imported when it is asked for."""
    if name != "main":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scheduler.cli import commands

    return commands.main


def _end(number: int, frame: "FrameType | None") -> None:
    os.write(2, b"Interrupted.\n")
    os._exit(_INTERRUPTED)
