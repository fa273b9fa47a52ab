"""Cells side by side, what is long wrapped and never cut.

rich's own tables do much more and take a minute for all schools of a nation; its measures and its wrapping serve here.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_GAP = "  "


class Layout:
    """Columns as wide as they need and as the console allows.

    rows: all texts that will be laid out. right: columns aligned to the right. whole: columns that are wrapped last.
    """

    def __init__(
        self, rows: Sequence[Sequence[str]], right: Sequence[bool], whole: Sequence[bool], console: Console
    ) -> None:
        needed = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        self._widths = fitting(needed, whole, console.width - len(_GAP) * (len(needed) - 1))
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


def fitting(needed: Sequence[int], whole: Sequence[bool], room: int) -> list[int]:
    """Widths of columns, the widest made narrower until all fit in the room; those to be kept whole come last."""
    widths = list(needed)
    while sum(widths) > room and max(widths) > 1:
        narrower = [n for n, width in enumerate(widths) if width > 1 and not whole[n]]
        widest = max(narrower or range(len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _aligned(text: str, width: int, right: bool) -> str:
    room = " " * (width - cell_len(text))
    return room + text if right else text + room
