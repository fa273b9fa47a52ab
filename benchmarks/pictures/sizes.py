"""Cost against size, with the exponent fitted."""

from math import inf
from typing import Any

import matplotlib.pyplot as plt

from benchmarks.growth import exponent, points
from benchmarks.pictures.look import COLOUR, GREY, PALE
from benchmarks.runs import Run

_SECONDS = (0.3, 1, 3, 10, 30, 100, 300, 1000)


def sizes(runs: tuple[Run, ...]) -> Any:
    """Seconds to a gap of 1 % against schools; None without sizes to compare."""
    measured = points(runs)
    if len({schools for schools, _, _ in measured}) < 2:
        return None
    figure, panel = plt.subplots(figsize=(7, 4.2), layout="constrained")
    panel.set_title("Seconds to quality within 1 % of its bound, given goals 1-3 as found")
    panel.set_xscale("log")
    panel.set_yscale("log")
    for schools, seconds, limit in measured:
        if seconds < inf:
            panel.plot(schools, seconds, "o", color=COLOUR["ours"])
            panel.annotate(f"{seconds:.3g} s", (schools, seconds), (0, 8), textcoords="offset points", ha="center")
        else:
            panel.plot(schools, limit, "^", color=GREY, fillstyle="none")
            words = f"not in {limit:.0f} s"
            panel.annotate(words, (schools, limit), (0, 8), textcoords="offset points", ha="center", color=GREY)
    fitted = exponent(runs)
    if fitted is not None:
        ends = [fitted.smallest, fitted.largest]
        panel.plot(ends, [fitted.factor * size**fitted.slope for size in ends], color=COLOUR["ours"], linewidth=1)
        middle = (ends[0] * ends[1]) ** 0.5
        panel.annotate(
            f"schools to the power {fitted.slope:.2f}",
            (middle, fitted.factor * middle**fitted.slope),
            (12, -14),
            textcoords="offset points",
            color=COLOUR["ours"],
        )
    measured_sizes = sorted({schools for schools, _, _ in measured})
    panel.set_xticks(measured_sizes, [f"{size:,}" for size in measured_sizes])
    panel.set_xlabel("schools in the network (a third of them hosts in the term)")
    reached = [seconds if seconds < inf else limit for _, seconds, limit in measured]
    panel.set_yticks([each for each in _SECONDS if min(reached) / 3 <= each <= 3 * max(reached)])
    panel.yaxis.set_major_formatter(lambda seconds, _: f"{seconds:g} s")
    panel.minorticks_off()
    panel.margins(0.1, 0.15)
    panel.grid(color=PALE, linewidth=0.6)
    return figure
