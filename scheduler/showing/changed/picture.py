"""The picture of scenarios beside one schedule, as SVG.

A row a scenario, a panel a figure with its value there, in which a bar from the middle says by how much it changes.
"""

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from scheduler.plan import Plan
from scheduler.showing.changed.scenarios import FIGURES, Compared, figures_of, signed

_MORE_IS_BETTER = frozenset(FIGURES[:3])
_ROW, _PANEL, _BAR, _TOP, _EDGE = 26, 160, 40, 120, 20  # pixels
_LETTER = 7  # pixels a letter at most, on average
_TOLD, _BETTER, _WORSE, _FEWER, _QUIET = "#1b6ca8", "#588157", "#c8553d", "#b8b5ac", "#777"
_LEGEND = (
    (_TOLD, "people who hear something new"),
    (_BETTER, "better"),
    (_WORSE, "worse"),
    (_FEWER, "less, for fewer people come"),
)


def drawn(plan: Plan, rows: Sequence[Compared], beside: str = "the schedule as it is", its: str = "now") -> str:
    """An SVG of scenarios beside a plan, in words and in a word. Where nobody is told, it has no panel for that."""
    told = any(row.people is not None for row in rows)
    left = _EDGE + _LETTER * max(len(row.scenario.name) for row in rows) + _EDGE
    panels = {"People told": ""} if told else {}
    panels |= {name: f"{its} {now:,}" for name, now in zip(FIGURES, figures_of(plan), strict=True)}
    right = left + _PANEL * len(panels) + _EDGE
    width = right + _LETTER * max(len(_known(row)) for row in rows) + _EDGE
    height = _TOP + _ROW * len(rows) + _EDGE
    parts = [
        f'<text x="{_EDGE}" y="28" font-size="16">What if: differences from {escape(beside)}</text>',
        *_legend(),
        *(_heading(left + _PANEL * n, name, now, height) for n, (name, now) in enumerate(panels.items())),
    ]
    most = [max([1, *(abs(_bars(row, told)[n]) for row in rows if row.more is not None)]) for n in range(len(panels))]
    for number, row in enumerate(rows):
        y = _TOP + _ROW * number + _ROW // 2
        parts.append(f'<text x="{_EDGE}" y="{y + 4}">{_plain(row.scenario.name)}</text>')
        colour = _QUIET if row.more is not None else _WORSE
        parts.append(f'<text x="{right}" y="{y + 4}" fill="{colour}">{_plain(_known(row))}</text>')
        if row.more is None:
            continue
        for n, (name, more) in enumerate(zip(panels, _bars(row, told), strict=True)):
            parts.append(_bar(left + _PANEL * n + _PANEL // 2, y, _colour(row, name, more), name, more, most[n]))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
            ' font-size="12">',
            f'<rect width="{width}" height="{height}" fill="#fbfaf7"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _bars(row: Compared, told: bool) -> tuple[int, ...]:
    people = (row.people or 0,) if told else ()
    return (*people, *(row.more or ()))


def _known(row: Compared) -> str:
    """What is known of who must be told; the table says it of every goal."""
    return row.known.partition(";")[0]


def _legend() -> Iterator[str]:
    x = _EDGE
    for colour, words in _LEGEND:
        yield f'<rect x="{x}" y="42" width="11" height="11" fill="{colour}"/>'
        yield f'<text x="{x + 16}" y="52">{words}</text>'
        x += 16 + _LETTER * len(words) + _EDGE


def _heading(x: int, name: str, now: str, height: int) -> str:
    middle, lines = x + _PANEL // 2, wrap(name, _PANEL // _LETTER)
    said = [*lines, f'<tspan fill="{_QUIET}">{now}</tspan>']
    first = _TOP - 12 - 14 * len(lines)
    words = (
        f'<text x="{middle}" y="{first + 14 * n}" text-anchor="middle">{line}</text>' for n, line in enumerate(said)
    )
    return "".join([*words, f'<path d="M{middle} {_TOP}V{height - _EDGE}" stroke="#999"/>'])


def _colour(row: Compared, name: str, more: int) -> str:
    if name == "People told":
        return _TOLD
    fewer_come = row.more is not None and row.more[FIGURES.index("Seats filled")] < 0
    if fewer_come and more < 0 and name not in _MORE_IS_BETTER:
        return _FEWER
    return _BETTER if (more > 0) == (name in _MORE_IS_BETTER) else _WORSE


def _bar(x: int, y: int, colour: str, name: str, more: int, most: int) -> str:
    length = round(_BAR * abs(more) / most)
    start, end = (x - length, x - length - 4) if more < 0 else (x, x + length + 4)
    said = f"{more:,}" if name == "People told" else signed(more)
    anchor = "end" if more < 0 else "start"
    return (
        f'<rect x="{start}" y="{y - 8}" width="{length}" height="16" fill="{colour}"/>'
        f'<text x="{end}" y="{y + 4}" text-anchor="{anchor}">{said}</text>'
    )


def _plain(text: str) -> str:
    """The text as XML takes it: what cannot be printed would make the whole file unreadable."""
    return escape("".join(letter if letter.isprintable() else "?" for letter in text))
