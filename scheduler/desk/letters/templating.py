"""Templates of letters: the built-in ones, and those with which the user replaces some. They can say, and do nothing.

The first line of a letter's template begins with "Subject:"; what follows is the letter.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.problem import InvalidInput, Problem
from scheduler.desk.letters.plain import one_line

BUILT_IN = Path(__file__).parent / "templates"
NAMES = ("reviewer.txt.j2", "lead.txt.j2", "host.txt.j2", "programme.txt.j2", "changes.txt.j2", "cover.txt.j2")
_SUBJECT = "Subject:"


class Templates:
    """The templates in a folder, and the built-in ones for those that are not there."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            _refuse_no_templates(folder)
        places = [str(place) for place in (folder, BUILT_IN) if place is not None]
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(place) for place in places]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._folder = folder

    @staticmethod
    def built_in() -> dict[str, bytes]:
        """The files of the built-in templates, to be copied and changed."""
        return {name: (BUILT_IN / name).read_bytes() for name in NAMES}

    def text(self, name: str, content: Mapping[str, Any]) -> str:
        """What the template makes of the content.

        Raises:
            InvalidInput: the template is wrong, with its line.
        """
        with self._refusals(name):
            return self._environment.get_template(name).render(content)

    def letter(self, name: str, content: Mapping[str, Any]) -> tuple[str, str]:
        """Subject and text of a letter."""
        subject, _, text = self.text(name, content).partition("\n")
        if not subject.startswith(_SUBJECT) or not (subject := one_line(subject.removeprefix(_SUBJECT))):
            raise _refusal(f"{name} line 1", repr(subject), f"{_SUBJECT} and a subject", "Begin the template with it.")
        return subject, text

    @contextmanager
    def _refusals(self, name: str) -> Iterator[None]:
        """Whatever a template does wrong is said in words, with its line."""
        try:
            yield
        except TemplateSyntaxError as error:
            raise _wrong(f"{error.name or name} line {error.lineno}", error.message or "") from None
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise _wrong(_place(error, name), str(error)) from None
        except (OSError, RecursionError, MemoryError) as error:
            raise _wrong(name, str(error)) from None


def _refuse_no_templates(folder: Path) -> None:
    if not any((folder / name).is_file() for name in NAMES):
        expected = f"a folder with {', '.join(NAMES[:-1])} or {NAMES[-1]}"
        raise _refusal(str(folder), "none of the templates' files", expected, "Copy one there, and change it.")


def _place(error: Exception, name: str) -> str:
    """The template and line in which it went wrong."""
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{Path(lines[-1].filename).name} line {lines[-1].lineno}" if lines else name


def _wrong(where: str, said: str) -> InvalidInput:
    expected = "a template that can be filled in"
    return _refusal(
        where, one_line(said).rstrip(".") or "an error", expected, "See docs/desk-letters.md for what it may use."
    )


def _refusal(where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=value, expected=expected, remedy=remedy)])
