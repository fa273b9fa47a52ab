"""How what is asked of a plan ends: with what an exit code means, or, where nothing came of it, with why."""

from collections.abc import Sequence
from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit code means."""

    DONE = 0
    BREACHES = 1
    WRONG_INPUT = 2
    IMPOSSIBLE = 3
    NOT_FOUND = 4
    INTERRUPTED = 130


class Nothing(Exception):
    """Nothing came of what was asked, and nothing was changed.

    said: why, in a sentence. reasons: more of it, a sentence each. notices: what happened meanwhile, such as a process
    that crashed. interrupted: whether it was stopped.
    """

    meaning = Exit.NOT_FOUND
    status = ""
    """Of the search, in the solver's word, where there was one search."""

    def __init__(
        self, said: str, reasons: Sequence[str] = (), notices: Sequence[str] = (), *, interrupted: bool = False
    ) -> None:
        self.said, self.reasons = said, tuple(reasons)
        self.notices, self.interrupted = tuple(notices), interrupted
        lines = "\n".join([said, *(f"- {reason}" for reason in reasons)])
        super().__init__(("\n" if reasons else " ").join([lines, *notices]))

    @property
    def exit(self) -> Exit:
        """What the exit code of a command says of it."""
        return Exit.INTERRUPTED if self.interrupted else self.meaning


class NotFound(Nothing):
    """Nothing was found in the time, or before an interrupt. Whether there is anything is not known."""


class Impossible(Nothing):
    """It is proven that there is no schedule, or no repair. clashes: what cannot be kept together, in sentences."""

    meaning = Exit.IMPOSSIBLE

    @property
    def clashes(self) -> tuple[str, ...]:
        return self.reasons


class Untrue(Nothing):
    """What was found or made does not pass the checks, so it is neither written nor shown."""

    meaning = Exit.BREACHES


class Unfit(Exception):
    """What was asked does not fit what is there: a sentence."""
