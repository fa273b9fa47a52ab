"""In a term's folder (see `init`) INSTANCE and SCHEDULE may be left out, and options are as its settings say.

There is one rule for words that could be either. A first word that is an instance is INSTANCE. Else the words that are
there are the last ones a command takes, and those before them are the folder's: `show other.json` shows another plan,
`reschedule ofsted.json` is about a change.
"""

from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scheduler.desk.folder import Settings

    Says = Callable[[Settings], str | None]

_LEFT_OUT = "Name it; in a folder for a term, which qa-scheduler init makes, it may be left out."
_SETTINGS = "qa-scheduler.toml"  # as in `scheduler.desk.folder`, which is slower to import


def settings() -> "Settings | None":
    """The settings of the folder in which the command runs; None in any other folder.

    Raises:
        InvalidInput: its settings are wrong.
    """
    if not Path(_SETTINGS).exists():
        return None
    from scheduler.desk.folder import read_settings

    return read_settings(Path())


class FolderArgument(click.Argument):
    """An argument that may be left out in a term's folder. says: what it is there; None where it is nothing."""

    def __init__(self, *names: Any, says: "Says", **others: Any) -> None:
        super().__init__(*names, **others)
        self.says = says

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        try:
            return super().process_value(ctx, value)
        except click.MissingParameter:
            raise click.MissingParameter(_LEFT_OUT, ctx=ctx, param=self) from None


class FolderOption(click.Option):
    """An option whose default is what the folder says, if it says anything."""

    def __init__(self, *names: Any, says: "Says", **others: Any) -> None:
        super().__init__(*names, **others)
        self.says = says

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        known = settings() if call else None
        return (known and self.says(known)) or super().get_default(ctx, call=call)


def plan_if_there(known: "Settings") -> str | None:
    """The folder's plan, once it is made."""
    return known.plan if Path(known.plan).exists() else None


def with_folder(command: click.Command, args: list[str]) -> list[str]:
    """What the command is given, with what was left out in a term's folder before it."""
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    may_miss = list(takewhile(lambda one: isinstance(one, FolderArgument), arguments))
    known = settings() if may_miss and "--help" not in args else None
    if known is None:
        return args
    words = _words(command, arguments, args)
    missing = may_miss[: _missing(words, arguments, known)]
    said = [one.says(known) for one in missing if isinstance(one, FolderArgument)]
    return [*(word for word in said if word is not None), *args]


def _words(command: click.Command, arguments: list[click.Argument], args: list[str]) -> list[str]:
    """What is given besides options; nothing where it cannot be read, which the command itself says then."""
    context = click.Context(command, resilient_parsing=True)
    try:
        given, rest, _ = command.make_parser(context).parse_args(list(args))
    except click.UsageError:
        return []
    words: list[str] = []
    for argument in arguments:
        value = given.get(str(argument.name))
        words += [value] if isinstance(value, str) else value if isinstance(value, tuple | list) else []
    return [word for word in (*words, *rest) if isinstance(word, str)]


def _missing(words: list[str], arguments: list[click.Argument], known: "Settings") -> int:
    """How many of the command's first arguments are left out."""
    if words and _is_instance(words[0], known):
        return 0
    if arguments[-1].nargs == 1:
        return max(len(arguments) - len(words), 0)
    if words and _is_workbook(words[0]):
        return 0
    return 1 if words and _is_schedule(words[0]) else len(arguments) - 1


def _is_instance(word: str, known: "Settings") -> bool:
    from scheduler.storage import bundled_names
    from scheduler.storage.kinds import Kind, kind_of

    return word == known.instance or word in bundled_names() or kind_of(Path(word)) == Kind.INSTANCE


def _is_workbook(word: str) -> bool:
    from scheduler.desk.workbook.files.kinds import is_workbook

    return _is_there(word) and is_workbook(Path(word))


def _is_schedule(word: str) -> bool:
    from scheduler.storage.kinds import Kind, kind_of

    return kind_of(Path(word)) == Kind.SCHEDULE


def _is_there(word: str) -> bool:
    """Whether a file is called so; a change written out is too long for a name."""
    try:
        return Path(word).exists()
    except (OSError, ValueError):
        return False
