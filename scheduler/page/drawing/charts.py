"""The course of a search as a chart for each goal: the best falls, the bound rises, and what lies between is open.

Values are steps: what was best stays best until something better is found. Coordinates are those of an SVG of `WIDTH`
by `HEIGHT`, y downwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.showing.course import Course, Line, Point

Corner = tuple[float, float]

WIDTH, HEIGHT = 440, 110
_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 310.0, 14.0, 92.0
_LETTERS = 16.0  # the least height between two lines of words


@dataclass(frozen=True)
class Label:
    """Words at a height."""

    text: str
    y: float


@dataclass(frozen=True)
class Chart:
    """One goal. best, bound: paths; open_: the area between them; each empty where nothing is known."""

    goal: str
    counts: str
    best: str
    bound: str
    open_: str
    labels: tuple[Label, ...]
    seconds: str
    words: str


def charts(course: Course) -> tuple[Chart, ...]:
    """A chart for each goal that has been looked at, all over the same time."""
    until = max(course.seconds, 1.0)
    return tuple(_chart(line, until) for line in course.lines)


def _chart(line: Line, until: float) -> Chart:
    values = [value for _, value in (*line.best, *line.bound)]
    low, high = min(values, default=0.0), max(values, default=0.0)

    def at(point: Point) -> Corner:
        share = 0.5 if high == low else (high - point[1]) / (high - low)
        x = _LEFT + (_RIGHT - _LEFT) * min(point[0] / until, 1.0)
        return round(x, 1), round(_TOP + (_BOTTOM - _TOP) * share, 1)

    best, bound = _corners([at(point) for point in line.best]), _corners([at(point) for point in line.bound])
    return Chart(
        goal=line.goal,
        counts=line.counts,
        best=_path(best),
        bound=_path(bound),
        open_=_path([*_from(best, bound), *reversed(_from(bound, best))]),
        labels=tuple(_labels(line, best, bound)),
        seconds=f"{until:,.0f} s",
        words=_words(line),
    )


def _corners(points: Sequence[Corner]) -> list[Corner]:
    """Steps: each height is kept until the next point, and the last one until now."""
    ends = [x for x, _ in points[1:]] + [_RIGHT]
    return [corner for (x, y), end in zip(points, ends, strict=True) for corner in ((x, y), (end, y))] if points else []


def _from(steps: Sequence[Corner], others: Sequence[Corner]) -> list[Corner]:
    """The steps from where both are known."""
    if not steps or not others:
        return []
    start = max(steps[0][0], others[0][0])
    before = [y for x, y in steps if x <= start]
    return [(start, before[-1]), *(corner for corner in steps if corner[0] > start)]


def _path(corners: Sequence[Corner]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in corners) if corners else ""


def _labels(line: Line, best: Sequence[Corner], bound: Sequence[Corner]) -> Iterator[Label]:
    """What both are now, at their ends; two that are too near are moved apart."""
    ends = [("best", line.best, best), ("bound", line.bound, bound)]
    said = [(f"{name} {_number(points[-1][1])}", steps[-1][1]) for name, points, steps in ends if points]
    if line.proven and said:
        yield Label(f"proven: {_number(line.best[-1][1])}", said[0][1])
        return
    apart = len(said) == 2 and said[1][1] - said[0][1] < _LETTERS
    for n, (text, y) in enumerate(said):
        yield Label(text, y + (_LETTERS / 2) * (2 * n - 1) if apart else y)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _words(line: Line) -> str:
    """The chart in a sentence, for who cannot see it; the table beside it has the same."""
    said = [
        f"{name} {_number(points[-1][1])}" for name, points in (("best", line.best), ("bound", line.bound)) if points
    ]
    return f"{line.goal}, in {line.counts}: {', '.join(said)}{', proven' if line.proven else ''}"
