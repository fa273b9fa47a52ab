"""What goes to other machines and comes back: without words in which people may be named.

Who allowed a waiver, why something changed, and where an instance comes from are written by people for people; no
search reads them. A mark goes in their place, and in what comes back the words are put in the place of the mark.
"""

import io
import pickle
from collections.abc import Callable
from typing import Any

from models.base import Fact
from models.change import Notice
from models.instance import Origin, Waiver

_WORDS = ((Waiver, "allowed_by"), (Notice, "why"), (Origin, "text"))
_MARK = "\N{INVISIBLE SEPARATOR}words "


class Wire:
    """One end of the wire. The one that asks knows the words, and the machine knows the marks alone."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def packed(self, value: Any) -> bytes:
        """A value as it goes to a machine."""
        return _packed(value, self._marked)

    def opened(self, content: bytes) -> Any:
        """A value that has come from a machine."""
        return _Reader(io.BytesIO(content), self._said).load()

    def _marked(self, words: str) -> str:
        if not words:
            return words
        if words not in self._words:
            self._words.append(words)
        return f"{_MARK}{self._words.index(words)}"

    def _said(self, mark: str) -> str:
        return self._words[int(mark.removeprefix(_MARK))] if mark.startswith(_MARK) else mark


def answered(value: Any) -> bytes:
    """A value as a machine sends it back."""
    return _packed(value, lambda words: words)


def _packed(value: Any, through: Callable[[str], str]) -> bytes:
    file = io.BytesIO()
    _Writer(file, through).dump(value)
    return file.getvalue()


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, through: Callable[[str], str]) -> None:
        super().__init__(file)
        self._through = through

    def reducer_override(self, value: Any) -> Any:
        field = next((field for of, field in _WORDS if isinstance(value, of)), None)
        if field is None:
            return NotImplemented
        said = {name: getattr(value, name) for name in type(value).model_fields}
        return _made, (type(value), field, {**said, field: self._through(said[field])}, value.model_fields_set)


def _made(kind: type[Fact], field: str, said: dict[str, Any], known: set[str]) -> Fact:
    return kind.model_construct(known, **said)


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, through: Callable[[str], str]) -> None:
        super().__init__(file)
        self._through = through

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        return self._restored if found is _made else found

    def _restored(self, kind: type[Fact], field: str, said: dict[str, Any], known: set[str]) -> Fact:
        return _made(kind, field, {**said, field: self._through(said[field])}, known)
