"""Quality's gap over time, for each method."""

from itertools import groupby
from math import inf
from statistics import median
from typing import Any

import matplotlib.pyplot as plt

from benchmarks.peers import METHODS
from benchmarks.pictures.look import COLOUR, PALE
from benchmarks.runs import Run
from benchmarks.standing import EARLIER, best, bounds, gap
from benchmarks.wording import standing_words

_LINEAR_PERCENT = 0.01  # below it the axis is linear, so that a proven schedule, at 0, is on it
_PERCENTS = (0, 0.01, 0.1, 1, 10, 100, 1000)
_SECONDS = (1, 3, 10, 30, 60, 120, 300, 900)
_LABEL_ROOM = 0.075  # of a panel's height, for each label beside it


def gaps(runs: tuple[Run, ...]) -> Any:
    """A panel for every family on which methods were compared; None if there is none."""
    compared = []
    for family, group in groupby(sorted(runs, key=lambda run: run.family), key=lambda run: run.family):
        of_family = tuple(group)
        if len({run.method for run in of_family}) > 1:
            compared.append((family, of_family))
    if not compared:
        return None
    figure, panels = plt.subplots(
        len(compared), 1, sharex=True, figsize=(8.5, 0.4 + 3.3 * len(compared)), squeeze=False, layout="constrained"
    )
    for panel, (family, of_family) in zip(panels[:, 0], compared, strict=True):
        _gap_panel(panel, family, of_family)
    panels[-1, 0].set_xlabel("seconds since the method's process was started")
    return figure


def _gap_panel(panel: Any, family: str, runs: tuple[Run, ...]) -> None:
    instances = sorted({run.instance for run in runs})
    many = f"{len(instances)} instances, median thick" if len(instances) > 1 else instances[0]
    panel.set_title(f"{family} ({many}): quality's gap, % of km travelled")
    panel.set_xscale("log")
    panel.set_yscale("symlog", linthresh=_LINEAR_PERCENT, linscale=0.5)
    last = max(run.limit_seconds for run in runs)
    labels = []
    highest = 1.0
    for method, name in reversed(METHODS.items()):  # ours above the others
        lines = [_line(run, runs, last) for run in runs if run.method == method]
        drawn = [line for line in lines if len(line) > 1]
        for line in drawn if len(lines) > 1 else []:
            panel.step(*zip(*line, strict=True), where="post", color=COLOUR[method], linewidth=0.8, alpha=0.4)
        middle = _median(lines)
        if middle:
            panel.step(*zip(*middle, strict=True), where="post", color=COLOUR[method], linewidth=2.2)
            panel.plot(*middle[0], "o", color=COLOUR[method], markersize=5)
            highest = max(highest, *(percent for _, percent in middle))
            labels.append((middle[-1][1], method, f"{name} {_percent(middle[-1][1])}"))
        elif lines:
            labels.append((inf, method, f"{name}: {_why_not_drawn(method, runs)}"))
    panel.set_xlim(0.3, last)
    panel.set_ylim(-_LINEAR_PERCENT / 5, 2 * highest)  # room for a line at 0
    panel.set_xticks([each for each in _SECONDS if each <= last], [str(each) for each in _SECONDS if each <= last])
    panel.set_yticks([each for each in _PERCENTS if each <= 2 * highest])
    panel.yaxis.set_major_formatter(lambda percent, _: f"{percent:g} %")
    panel.minorticks_off()
    panel.grid(axis="y", color=PALE, linewidth=0.6)
    _label(panel, labels)


def _line(run: Run, runs: tuple[Run, ...], last: float) -> list[tuple[float, float]]:
    """(seconds, gap in percent) whenever it changed, up to the limit, or to the last if the method was done by itself.

    Only schedules as good as ours in goals 1-3 have one.
    """
    here = [each for each in runs if each.instance == run.instance]
    known = bounds(here)
    ours = next((best(each) for each in here if each.method == "ours"), None)
    line: list[tuple[float, float]] = []
    for moment in run.moments:
        found = best(run, moment.seconds)
        if found is None or "quality" not in known or moment.seconds > run.limit_seconds:
            continue
        if ours is not None and any(found.values[goal] > ours.values[goal] for goal in EARLIER):
            continue
        percent = max(0.0, 100 * gap(found, known["quality"]))
        if not line or percent < line[-1][1]:
            line.append((moment.seconds, percent))
    end = last if run.was_done else run.limit_seconds
    return [*line, (end, line[-1][1])] if line else []


def _median(lines: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """The median line, from where more than half of the lines have begun."""
    found: list[tuple[float, float]] = []
    for now in sorted({seconds for line in lines for seconds, _ in line}):
        percents = [[percent for seconds, percent in line if seconds <= now] for line in lines]
        middle = median(each[-1] if each else inf for each in percents)
        if middle < inf:
            found.append((now, middle))
    return found


def _why_not_drawn(method: str, runs: tuple[Run, ...]) -> str:
    """What keeps most runs of a method from having a gap."""
    words = [standing_words(run, runs) for run in runs if run.method == method]
    return max(sorted(words), key=words.count)


def _percent(percent: float) -> str:
    return f"{percent:.2g} %" if percent < 100 else f"{percent:.0f} %"


def _label(panel: Any, labels: list[tuple[float, str, str]]) -> None:
    """A name beside the end of each line, pushed up where two would meet; inside, at the top, those without a line."""
    lowest, highest = 0.0, 0.95
    for percent, method, words in sorted(labels):
        if percent < inf:
            end = panel.transAxes.inverted().transform(panel.transData.transform((1, percent)))[1]
            height = max(end, lowest)
            panel.text(1.01, height, words, color=COLOUR[method], transform=panel.transAxes, va="center")
            lowest = height + _LABEL_ROOM
        else:
            where = {"ha": "right", "va": "center", "transform": panel.transAxes}
            panel.text(0.99, highest, words, color=COLOUR[method], fontsize="small", **where)
            highest -= _LABEL_ROOM
