"""Cells side by side, what is long wrapped and never cut.

rich's own tables do much more and take a minute for all schools of a nation; its measures and its wrapping serve here.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_GAP = "  "
_READABLE = 16  # a text in so many columns can still be read


class Layout:
    """Columns as wide as they need and as the console allows.

    rows: all texts that will be laid out, the headings first. right: columns aligned to the right. whole: columns whose
    cells are wrapped last.
    """

    def __init__(
        self, rows: Sequence[Sequence[str]], right: Sequence[bool], whole: Sequence[bool], console: Console
    ) -> None:
        columns = list(zip(*rows, strict=True))
        needed = [max(map(cell_len, column)) for column in columns]
        room = console.width - len(_GAP) * (len(columns) - 1)
        self._widths = fitting(needed, whole, room, list(map(_least, columns)))
        self._right = right
        self._console = console

    @property
    def width(self) -> int:
        """Of a whole line."""
        return sum(self._widths) + len(_GAP) * (len(self._widths) - 1)

    def lines(self, row: Sequence[str]) -> Iterator[str]:
        """The lines of one row: as many as its longest cell needs."""
        cells = [self._wrapped(text, width) for text, width in zip(row, self._widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            yield _GAP.join(map(_aligned, parts, self._widths, self._right))

    def _wrapped(self, text: str, width: int) -> list[str]:
        if cell_len(text) <= width and text.isprintable():
            return [text]
        return [line.plain.rstrip() for line in Text(text).wrap(self._console, width, overflow="fold")]


def _least(column: Sequence[str]) -> int:
    """How wide a column must be for its cells to stay whole, and its heading, the first of it, to break at words."""
    heading, *cells = column
    return max([1, *map(cell_len, heading.split()), *map(cell_len, cells)])


def fitting(needed: Sequence[int], whole: Sequence[bool], room: int, least: Sequence[int] = ()) -> list[int]:
    """Widths of columns, the widest made narrower until all fit in the room; those to be kept whole come last.

    least: how narrow they can be with their headings alone broken: that comes before texts are wrapped to slivers.
    """
    broken = least or needed
    steps = (
        [width if keep else min(width, _READABLE) for width, keep in zip(needed, whole, strict=True)],
        [min(low, width if keep else _READABLE) for low, width, keep in zip(broken, needed, whole, strict=True)],
        [width if keep else 1 for width, keep in zip(broken, whole, strict=True)],
        [1] * len(needed),
    )
    widths = list(needed)
    for lowest in steps:
        while sum(widths) > room and (left := [n for n, width in enumerate(widths) if width > lowest[n]]):
            widths[max(left, key=widths.__getitem__)] -= 1
    return widths


def _aligned(text: str, width: int, right: bool) -> str:
    room = " " * (width - cell_len(text))
    return room + text if right else text + room
