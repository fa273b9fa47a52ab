"""The picture of scenarios beside the schedule as it is, as SVG."""

from collections.abc import Sequence
from html import escape

from scheduler.showing.scenarios import FIGURES, Compared, signed

_MORE_IS_BETTER = frozenset(FIGURES[:3])
_ROW, _PANEL, _BAR, _TOP, _EDGE = 26, 220, 60, 70, 20  # pixels
_LETTER = 7  # pixels a letter at most, on average
_TOLD, _BETTER, _WORSE = "#1b6ca8", "#588157", "#c8553d"


def drawn(rows: Sequence[Compared]) -> str:
    """An SVG: a row a scenario, a panel a figure, in which a bar from the middle says by how much it changes."""
    left = _EDGE + _LETTER * max(len(row.scenario.name) for row in rows) + _EDGE
    panels = ("People told", *FIGURES)
    longest = max(len(row.known) for row in rows)
    width = left + max(_PANEL * len(panels), _LETTER * longest) + _EDGE
    height = _TOP + _ROW * len(rows) + _EDGE
    parts = [
        f'<text x="{_EDGE}" y="28" font-size="16">What if: differences from the schedule as it is</text>',
        *(_heading(left + _PANEL * n, name, height) for n, name in enumerate(panels)),
    ]
    most = [max([1, *(abs(_bars(row)[n]) for row in rows if row.more is not None)]) for n in range(len(panels))]
    for number, row in enumerate(rows):
        y = _TOP + _ROW * number + _ROW // 2
        parts.append(f'<text x="{_EDGE}" y="{y + 4}">{_plain(row.scenario.name)}</text>')
        if row.more is None:
            parts.append(f'<text x="{left}" y="{y + 4}" fill="{_WORSE}">{_plain(row.known)}</text>')
            continue
        for n, (name, more) in enumerate(zip(panels, _bars(row), strict=True)):
            parts.append(_bar(left + _PANEL * n + _PANEL // 2, y, name, more, most[n]))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
            ' font-size="12">',
            f'<rect width="{width}" height="{height}" fill="#fbfaf7"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _bars(row: Compared) -> tuple[int, ...]:
    return (row.people or 0, *(row.more or ()))


def _heading(x: int, name: str, height: int) -> str:
    middle = x + _PANEL // 2
    return (
        f'<text x="{middle}" y="{_TOP - 12}" text-anchor="middle" font-size="11">{name}</text>'
        f'<path d="M{middle} {_TOP}V{height - _EDGE}" stroke="#999"/>'
    )


def _bar(x: int, y: int, name: str, more: int, most: int) -> str:
    length = round(_BAR * abs(more) / most)
    start, end = (x - length, x - length - 4) if more < 0 else (x, x + length + 4)
    colour = _TOLD if name == "People told" else _BETTER if (more > 0) == (name in _MORE_IS_BETTER) else _WORSE
    said = f"{more:,}" if name == "People told" else signed(more)
    anchor = "end" if more < 0 else "start"
    return (
        f'<rect x="{start}" y="{y - 8}" width="{length}" height="16" fill="{colour}"/>'
        f'<text x="{end}" y="{y + 4}" text-anchor="{anchor}">{said}</text>'
    )


def _plain(text: str) -> str:
    """The text as XML takes it: what cannot be printed would make the whole file unreadable."""
    return escape("".join(letter if letter.isprintable() else "?" for letter in text))
