"""Where data leaves the program. Imports nothing slow, so that help is there at once."""

import json
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from scheduler.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import InvalidInput
    from scheduler.showing.table import Table

PIPED_WIDTH = 100


def print_text(text: str) -> None:
    """Write lines for eyes to standard output."""
    print_data(visible(text))


def print_message(text: str) -> None:
    """Write lines for eyes to standard error."""
    sys.stderr.write(f"{visible(text)}\n")
    sys.stderr.flush()


def print_data(text: str) -> None:
    """Write lines as they are to standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def print_json(data: Any) -> None:
    """Write data for machines to standard output."""
    print_data(json.dumps(data, ensure_ascii=False, indent=2))


def print_parts(parts: "Iterable[Table | str]", *, as_json: bool = False) -> None:
    """Write tables and sentences to standard output, as wide as the terminal, or 100 columns into a file or pipe.

    As JSON, the tables by their keys, and the sentences as `summary`.
    """
    from scheduler.showing.table import as_data, render

    if as_json:
        print_json(as_data(parts))
        return
    terminal = sys.stdout.isatty()
    width = get_terminal_size().columns if terminal else PIPED_WIDTH
    print_data(render(parts, width, terminal))


def refusal_text(refusal: "InvalidInput") -> str:
    """All that is wrong with an input, one problem a line."""
    count = len(refusal.problems)
    source = f" in {refusal.source}" if refusal.source else ""
    heading = f"{count:,} problem{'s' if count != 1 else ''}{source}:"
    return "\n".join([heading, *(f"- {problem}" for problem in refusal.problems)])
